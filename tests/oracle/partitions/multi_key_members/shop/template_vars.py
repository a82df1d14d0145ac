import dagster as dg


@dg.template_var
def by_day_and_town():
    return dg.MultiPartitionsDefinition(
        {"day": dg.DailyPartitionsDefinition("2024-01-01", end_date="2024-01-04"), "town": dg.StaticPartitionsDefinition(["oslo", "rome"])}
    )
