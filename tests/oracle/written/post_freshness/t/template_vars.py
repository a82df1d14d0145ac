from datetime import timedelta
import dagster as dg

@dg.template_var
def fresh():
    return dg.FreshnessPolicy.time_window(fail_window=timedelta(hours=36), warn_window=timedelta(hours=26))

@dg.template_var
def eager():
    return dg.AutomationCondition.eager().without(dg.AutomationCondition.in_latest_time_window()) & dg.AutomationCondition.all_deps_blocking_checks_passed()
