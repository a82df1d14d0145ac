import dagster as dg


@dg.template_var
def parts():
    return dg.MultiPartitionsDefinition(
        {"day": dg.DailyPartitionsDefinition("2024-01-01"), "region": dg.StaticPartitionsDefinition(["eu", "us"])}
    )
