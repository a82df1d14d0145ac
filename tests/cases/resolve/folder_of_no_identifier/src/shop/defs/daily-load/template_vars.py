import dagster as dg

from . import names


@dg.template_var
def chosen():
    return "tag:" + names.TAG
