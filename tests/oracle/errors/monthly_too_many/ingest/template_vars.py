import dagster as dg


@dg.template_var
def parts():
    return dg.MonthlyPartitionsDefinition("2024-01-01", None, 0, 0, 1, "UTC", "%Y-%m-%d", 0, None, 5)
