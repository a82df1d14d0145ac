import dagster as dg

@dg.template_var
def cond():
    return dg.AutomationCondition.without(dg.AutomationCondition.missing())
