import dagster as dg


@dg.template_var
def parts():
    return dg.DailyPartitionsDefinition("0001-01-01T02:00:00+0500", fmt="%Y-%m-%dT%H:%M:%S%z")
