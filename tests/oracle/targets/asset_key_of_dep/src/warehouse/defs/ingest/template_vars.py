import dagster as dg

DAILY = dg.DailyPartitionsDefinition(start_date="2024-01-01")
MONTHLY = dg.MonthlyPartitionsDefinition(start_date="2024-01-01")


@dg.template_var
def daily():
    return DAILY


@dg.template_var
def monthly():
    return MONTHLY


@dg.template_var
def choose():
    def of(asset):
        up = [dep.asset_key.to_user_string() for dep in asset.deps]
        return DAILY if any(u.startswith("raw/") for u in up) else MONTHLY
    return of
