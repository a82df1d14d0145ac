import dagster as dg

DAILY = dg.DailyPartitionsDefinition(start_date="2024-01-01")
MONTHLY = dg.MonthlyPartitionsDefinition(start_date="2024-01-01")


@dg.template_var
def daily():
    return DAILY


@dg.template_var
def monthly():
    return MONTHLY

