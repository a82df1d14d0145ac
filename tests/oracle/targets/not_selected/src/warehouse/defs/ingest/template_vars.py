import dagster as dg


@dg.template_var
def daily():
    return dg.DailyPartitionsDefinition(start_date="2023-01-01")


@dg.template_var
def again():
    return dg.DailyPartitionsDefinition(start_date="2023-01-01")


@dg.template_var
def weekly():
    return dg.WeeklyPartitionsDefinition(start_date="2023-01-01")
