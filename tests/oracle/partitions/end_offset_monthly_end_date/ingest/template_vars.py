import dagster as dg


@dg.template_var
def parts():
    return dg.MonthlyPartitionsDefinition("2024-01-01", end_date="2024-05-01", end_offset=3)
