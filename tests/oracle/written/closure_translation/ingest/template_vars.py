from typing import Any, Callable, Mapping

import dagster as dg

START = "2024-01-01"


@dg.template_var
def daily():
    return dg.DailyPartitionsDefinition(start_date=START)


@dg.template_var
def udf() -> Callable[[Any], dg.AutomationCondition]:
    def condition(fqn: Any) -> dg.AutomationCondition:
        return dg.AutomationCondition.eager() if "marts" in fqn else dg.AutomationCondition.on_cron("0 0 * * *")

    return condition


@dg.template_var
def group_of() -> Callable[[Mapping[str, Any]], str]:
    return lambda node: node["fqn"][1]


@dg.template_var
def freshness():
    import datetime

    return dg.FreshnessPolicy.time_window(fail_window=datetime.timedelta(hours=24), warn_window=datetime.timedelta(hours=12))
