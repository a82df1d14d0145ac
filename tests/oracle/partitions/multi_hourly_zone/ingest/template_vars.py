import dagster as dg


@dg.template_var
def parts():
    return dg.MultiPartitionsDefinition({"hour": dg.HourlyPartitionsDefinition("2023-11-05-00:00", end_date="2023-11-05-04:00", timezone="America/New_York"), "kind": dg.StaticPartitionsDefinition(["a"])})
