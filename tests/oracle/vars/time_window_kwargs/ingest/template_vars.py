import dagster as dg


@dg.template_var
def tw():
    return dg.TimeWindowPartitionsDefinition(
        start="2024-01-01-00:00",
        fmt="%Y-%m-%d-%H:%M",
        cron_schedule="0 */6 * * *",
        timezone="Europe/London",
        end_offset=1,
    )
