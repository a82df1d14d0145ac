import dagster as dg


@dg.template_var
def n():
    return 5


@dg.template_var
def f():
    return 2.50


@dg.template_var
def b():
    return True


@dg.template_var
def l():
    return ["a"]
