import dagster as dg


from shop_project.defs.parts import DAILY as _D


@dg.template_var
def daily():
    return _D
