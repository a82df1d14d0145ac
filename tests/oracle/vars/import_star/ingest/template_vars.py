import dagster as dg


from shop_project.defs.names import *


@dg.template_var
def v():
    return A + B
