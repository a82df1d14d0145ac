import dagster as dg


import calendar

@dg.template_var
def v():
    return str(calendar.monthrange(2024, 2)[1])
