import dagster as dg


import shop_project.defs.names


@dg.template_var
def v():
    return shop_project.defs.names.NAME
