import dagster as dg


from shop_project.defs.names import NOPE


@dg.template_var
def v():
    return NOPE
