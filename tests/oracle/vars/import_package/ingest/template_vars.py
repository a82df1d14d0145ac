import dagster as dg


from shop_project.defs.lib import NAME, sub


@dg.template_var
def v():
    return NAME + sub.X
