import dagster as dg


@dg.template_var
def by_region():
    return dg.StaticPartitionsDefinition(["us", "eu"])


@dg.template_var
def parts():
    return dg.MonthlyPartitionsDefinition("2024-01-01")
