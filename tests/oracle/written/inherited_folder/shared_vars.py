import os
import dagster as dg


@dg.template_var
def weeks():
    return dg.WeeklyPartitionsDefinition(start_date="2024-01-01")


@dg.template_var
def dbt_target():
    return {"prod": "prod"}.get(os.environ.get("STAGE", ""), "dev")
