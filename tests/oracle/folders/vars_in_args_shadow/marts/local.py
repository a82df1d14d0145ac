import dagster as dg


@dg.template_var
def common_args():
    return ["--quiet"]


@dg.template_var
def select():
    return "*"
