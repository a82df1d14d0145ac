import dagster as dg
raise ValueError("not configured")
