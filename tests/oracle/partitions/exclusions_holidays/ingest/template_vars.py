import dagster as dg


from datetime import datetime

@dg.template_var
def no_holidays():
    return dg.DailyPartitionsDefinition("2024-01-01", exclusions=[datetime(2024, 1, 1), "0 0 * * 6", "0 0 * * 0"])
