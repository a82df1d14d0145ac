from dagster import *

@template_var
def p():
    return DailyPartitionsDefinition("2024-01-01")
