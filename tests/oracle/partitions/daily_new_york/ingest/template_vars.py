import dagster as dg


@dg.template_var
def parts():
    return dg.DailyPartitionsDefinition("2024-03-08", timezone="America/New_York")
