import dagster as dg


@dg.template_var
def days():
    return dg.DailyPartitionsDefinition("2024-01-01")


@dg.template_var
def weeks():
    return dg.WeeklyPartitionsDefinition("2024-01-01")
