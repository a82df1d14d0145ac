import dagster as dg


@dg.template_var
def v():
    return dg.DailyPartitionsDefinition("2024-01-01", end_date=5).fmt
