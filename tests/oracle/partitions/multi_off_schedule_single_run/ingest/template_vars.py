import dagster as dg


@dg.template_var
def parts():
    return dg.MultiPartitionsDefinition({"time": dg.HourlyPartitionsDefinition("2024-01-01-00:00"), "region": dg.StaticPartitionsDefinition(["us", "eu"])})
