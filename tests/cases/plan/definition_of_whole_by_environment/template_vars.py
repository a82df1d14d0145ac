import os

import dagster as dg


@dg.template_var
def attributes_of():
    return {"partitions_def": {"type": "daily", "start_date": os.getenv("FIRST_DAY", "2024-01-01")}}
