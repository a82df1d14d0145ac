import dagster as dg
