import dagster as dg


@dg.template_var
def parts():
    return dg.WeeklyPartitionsDefinition("20240101", fmt="%Y%m%d")
