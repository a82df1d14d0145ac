import dagster as dg


@dg.template_var
def parts():
    return dg.MultiPartitionsDefinition(
        {
            "date": dg.DailyPartitionsDefinition(start_date="2024-01-01"),
            "region": dg.StaticPartitionsDefinition(["us", "eu"]),
        }
    )
