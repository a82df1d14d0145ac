import dagster as dg


@dg.template_var
def parts():
    return dg.MultiPartitionsDefinition({"when": dg.DailyPartitionsDefinition("2024-01-01"), "customer": dg.StaticPartitionsDefinition(["acme", "bolt"])})
