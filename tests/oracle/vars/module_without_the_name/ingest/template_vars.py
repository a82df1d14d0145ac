import dagster as dg

from shop_project.defs import helper


@dg.template_var
def v():
    return helper.nope
