import dagster as dg


@dg.template_var
def v():
    from shop_project.defs import names
    return names.NAME
