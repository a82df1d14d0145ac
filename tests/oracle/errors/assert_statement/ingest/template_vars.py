import dagster as dg


@dg.template_var
def chosen():
    assert 1 > 2, "two is more"
    return "fqn:*"
