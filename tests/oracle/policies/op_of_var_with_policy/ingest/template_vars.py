import dagster as dg


@dg.template_var
def op():
    return {"name": "mine", "backfill_policy": {"type": "single_run"}, "tags": {"a": "b"}}
