import dagster as dg


@dg.template_var
def target() -> str:
    inner: Nowhere = "daily"
    other: dg.Nothing
    return inner
