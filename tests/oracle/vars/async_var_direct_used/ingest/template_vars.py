import dagster as dg


@dg.template_var
async def tag():
    return "tag:x"
