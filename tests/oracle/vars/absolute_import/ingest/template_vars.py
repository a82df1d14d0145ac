import dagster as dg


from shop_project.defs.names import NAME as _N


@dg.template_var
def v():
    return _N
