import dagster as dg

@dg.template_var
def d():
    return dg.DailyPartitionsDefinition(start_date="20240101", fmt="%Y%m%d", timezone="Asia/Tokyo", exclusions=["0 0 * * SAT,SUN"])
