import dagster as dg

from shop_project.defs import one


@dg.template_var
def v():
    return one.name
