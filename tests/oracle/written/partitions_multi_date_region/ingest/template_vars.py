import dagster as dg

regions = dg.StaticPartitionsDefinition(["us", "eu", "apac"])

@dg.template_var
def both():
    return dg.MultiPartitionsDefinition({
        "region": regions,
        "date": dg.DailyPartitionsDefinition(start_date="2024-03-15"),
    })
