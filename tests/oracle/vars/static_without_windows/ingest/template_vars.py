import dagster as dg


@dg.template_var
def v():
    return dg.StaticPartitionsDefinition(["x", "y"]).cron_schedule
