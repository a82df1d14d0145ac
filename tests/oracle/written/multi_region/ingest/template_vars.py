import dagster as dg

REGIONS = ["us", "eu"]


@dg.template_var
def by_region():
    """One partition a day and region."""
    return dg.MultiPartitionsDefinition(
        {
            "region": dg.StaticPartitionsDefinition(REGIONS),
            "date": dg.DailyPartitionsDefinition(start_date="2024-01-01"),
        }
    )
