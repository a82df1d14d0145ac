import dagster as dg

@dg.template_var
def shifts():
    return dg.TimeWindowPartitionsDefinition(
        start="2024-03-01T00:00", fmt="%Y-%m-%dT%H:%M", cron_schedule="0 6,14,22 * * MON-FRI", timezone="Europe/London",
        end="2024-04-02T00:00",
    )
