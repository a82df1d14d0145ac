import dagster as dg


@dg.template_var
def self():
    return "mine"
