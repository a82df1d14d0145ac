import dagster as dg

TAG = "daily"


@dg.template_var
def chosen() -> str:
    return "tag:" + TAG
