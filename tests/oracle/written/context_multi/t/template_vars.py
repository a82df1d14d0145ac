import dagster as dg

@dg.template_var
def multi():
    return dg.MultiPartitionsDefinition({'date': dg.DailyPartitionsDefinition('2024-06-01'), 'region': dg.StaticPartitionsDefinition(['us', 'eu'])})
