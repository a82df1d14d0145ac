import dagster as dg


@dg.template_var
def target() -> Optional[str]:
    return "daily"
