import dagster as dg


@dg.template_var
def p():
    return dg.DailyPartitionDefinition(start_date="2024-01-01")
