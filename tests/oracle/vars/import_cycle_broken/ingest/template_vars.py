import dagster as dg


from shop_project.defs.one import A


@dg.template_var
def v():
    return A
