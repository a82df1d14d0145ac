import dagster as dg

@dg.template_var
def p():
    return dg.MultiPartitionsDefinition(
        {
            "date": dg.DailyPartitionsDefinition(start_date="2024-06-15"),
            "region": dg.StaticPartitionsDefinition(["eu", "us"]),
        }
    )
