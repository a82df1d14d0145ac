import dagster as dg


import shop_project.defs.names as n


@dg.template_var
def v():
    return n.NAME
