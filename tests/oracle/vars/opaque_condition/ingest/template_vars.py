import dagster as dg


COND = dg.AutomationCondition.eager() & ~dg.AutomationCondition.in_progress()
POLICY = dg.FreshnessPolicy.time_window(fail_window=__import__('datetime').timedelta(days=1)) if False else None

@dg.template_var
def v():
    return 'ok'
