import dagster as dg


from shop_project.nowhere import X


@dg.template_var
def v():
    return X
