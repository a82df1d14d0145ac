import dagster as dg


@dg.template_var
def parts():
    return dg.HourlyPartitionsDefinition("2024-04-06-22:00", end_date="2024-04-07-06:00", timezone="Australia/Lord_Howe")
