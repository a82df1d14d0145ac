import os
import dagster as dg

@dg.template_var
def p():
    if os.getenv("GRAIN") == "hour":
        return dg.HourlyPartitionsDefinition(start_date="2024-01-01-00:00")
    return dg.DailyPartitionsDefinition(start_date="2024-01-01")
