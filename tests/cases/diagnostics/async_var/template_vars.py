import dagster as dg


@dg.template_var
def week():
    return "weekly"


@dg.template_var
async def day():
    return "daily"
