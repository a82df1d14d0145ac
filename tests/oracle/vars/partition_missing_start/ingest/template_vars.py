import dagster as dg


@dg.template_var
def p():
    return dg.DailyPartitionsDefinition()
