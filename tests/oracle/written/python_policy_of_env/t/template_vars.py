import os
import dagster as dg

def _flag(name, default="false"):
    return os.getenv(name, default).strip().lower() in {"1", "true", "yes", "on"}

@dg.template_var
def policy():
    if _flag("SINGLE_RUN"):
        return dg.BackfillPolicy.single_run()
    return dg.BackfillPolicy.multi_run(max_partitions_per_run=int(os.environ.get("CHUNK", "2")))

@dg.template_var
def daily():
    return dg.DailyPartitionsDefinition(start_date="2024-06-15")
