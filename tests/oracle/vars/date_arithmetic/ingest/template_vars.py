import dagster as dg


from datetime import datetime, timedelta

@dg.template_var
def v():
    return (datetime(2024, 1, 31) + timedelta(days=1)).strftime('%Y%m%d')
