import dagster as dg


from shop_project.defs.one import go


@dg.template_var
def v():
    return go()
