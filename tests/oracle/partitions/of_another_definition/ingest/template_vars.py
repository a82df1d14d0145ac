import dagster as dg


WEEKS = dg.WeeklyPartitionsDefinition("2024-04-01", timezone="Europe/Paris", hour_offset=3, day_offset=1)


@dg.template_var
def parts():
    return dg.TimeWindowPartitionsDefinition(
        start=WEEKS.start,
        fmt=WEEKS.fmt,
        timezone=WEEKS.timezone,
        cron_schedule=f"{WEEKS.minute_offset} {WEEKS.hour_offset} * * {WEEKS.day_offset}",
    )
