import os
import dagster as dg

IS_PROD = os.getenv("DAGSTER_ENV", "dev").lower() == "prod"


@dg.template_var
def partitions() -> dg.DailyPartitionsDefinition:
    """More of it in production."""
    return dg.DailyPartitionsDefinition(start_date="2020-01-01" if IS_PROD else "2024-03-01")


@dg.template_var
def backfill_policy():
    return dg.BackfillPolicy.single_run() if IS_PROD else dg.BackfillPolicy.multi_run(max_partitions_per_run=2)
