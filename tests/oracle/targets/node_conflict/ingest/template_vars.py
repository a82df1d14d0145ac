import dagster as dg


@dg.template_var
def d():
    return dg.DailyPartitionsDefinition("2024-01-01")


@dg.template_var
def w():
    return dg.WeeklyPartitionsDefinition("2024-01-07")
