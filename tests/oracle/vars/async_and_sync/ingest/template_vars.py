import dagster as dg


async def load():
    return 1


@dg.template_var
async def later():
    return await load()


@dg.template_var
def sync():
    return "s"
