import dagster as dg

@dg.template_var
def my_translation():
    return {"group_name": "analytics", "partitions_def": {"type": "daily", "start_date": "2024-01-01"}}
