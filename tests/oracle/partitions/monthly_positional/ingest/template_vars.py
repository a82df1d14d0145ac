import dagster as dg


@dg.template_var
def parts():
    return dg.MonthlyPartitionsDefinition("2024/01/15", "2024/08/01", 30, 6, 10, "America/New_York", "%Y/%m/%d", 0)
