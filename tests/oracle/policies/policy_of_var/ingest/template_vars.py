import dagster as dg


@dg.template_var
def policy():
    return dg.BackfillPolicy.single_run()


@dg.template_var
def daily():
    return dg.DailyPartitionsDefinition("2024-01-01")
