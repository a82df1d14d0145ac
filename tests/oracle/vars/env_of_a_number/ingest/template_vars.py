import dagster as dg


@dg.template_var
def v():
    return dg.EnvVar(5).get_value()
