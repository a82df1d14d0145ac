import os
import dagster as dg

@dg.template_var
def p():
    match os.getenv("CADENCE", "daily"):
        case "daily" | "day":
            return dg.DailyPartitionsDefinition(start_date="2024-06-01")
        case "hourly":
            return dg.HourlyPartitionsDefinition(start_date="2024-06-01-00:00")
        case other:
            raise ValueError(f"unknown cadence {other!r}")
