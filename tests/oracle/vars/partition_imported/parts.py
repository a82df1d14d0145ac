import dagster as dg

DAILY = dg.DailyPartitionsDefinition(start_date='2024-01-01', end_date='2024-01-04')
