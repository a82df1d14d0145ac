import dagster as dg

AC = dg.AutomationCondition

@dg.template_var
def cond():
    return (
        AC.eager().without(AC.in_latest_time_window()).with_label("late")
        | AC.on_cron("@daily", "Europe/Berlin").ignore(dg.AssetSelection.groups("raw"))
        | AC.any_deps_match(AC.newly_updated()).allow(dg.AssetSelection.keys("a")).since(AC.cron_tick_passed("0 * * * *"))
        | ~AC.missing().newly_true().with_label("x")
    )
