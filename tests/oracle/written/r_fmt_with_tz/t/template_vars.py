import dagster as dg

@dg.template_var
def p():
    return dg.HourlyPartitionsDefinition(start_date="2024-06-20T00:00:00+0000", fmt="%Y-%m-%dT%H:%M:%S%z")
