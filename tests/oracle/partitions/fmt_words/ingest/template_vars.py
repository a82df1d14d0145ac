import dagster as dg


@dg.template_var
def parts():
    return dg.DailyPartitionsDefinition("day 01 of January 2024", fmt="day %d of %B %Y")
