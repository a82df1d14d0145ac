import dagster as dg


@dg.template_var
def parts():
    return dg.DailyPartitionsDefinition("1992-02-21", hour_offset=23, minute_offset=30, timezone="America/Argentina/Rio_Gallegos")
