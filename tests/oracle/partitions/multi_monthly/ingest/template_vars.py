import dagster as dg


@dg.template_var
def parts():
    return dg.MultiPartitionsDefinition({"month": dg.MonthlyPartitionsDefinition("2024-01", fmt="%Y-%m"), "kind": dg.StaticPartitionsDefinition(["b", "a"])})
