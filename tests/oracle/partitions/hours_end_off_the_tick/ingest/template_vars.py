import dagster as dg
import datetime as dt


@dg.template_var
def parts():
    return dg.HourlyPartitionsDefinition("2008-07-14-17:00", end_date="2008-07-14-22:15", timezone="America/Caracas")
