import dagster as dg


@dg.template_var
def parts():
    return dg.DailyPartitionsDefinition("2011-12-28", end_date="2012-01-02", timezone="Pacific/Apia")
