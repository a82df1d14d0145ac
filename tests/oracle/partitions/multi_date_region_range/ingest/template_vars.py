import dagster as dg


@dg.template_var
def defn():
    return dg.MultiPartitionsDefinition({
        "day": dg.DailyPartitionsDefinition(start_date="2024-01-01"),
        "region": dg.StaticPartitionsDefinition(["eu", "us"]),
    })
