import dagster as dg


@dg.template_var
def parts():
    return dg.HourlyPartitionsDefinition("2024-01-01-00:00", timezone="Australia/Lord_Howe", minute_offset=10)
