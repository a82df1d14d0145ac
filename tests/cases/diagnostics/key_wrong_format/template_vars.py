import dagster as dg


@dg.template_var
def parts():
    return dg.DailyPartitionsDefinition("01.01.2024", fmt="%d.%m.%Y")
