import dagster as dg


@dg.template_var
def c():
    return dg.AutomationCondition.eager
