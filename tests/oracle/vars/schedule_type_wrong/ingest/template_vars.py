import dagster as dg


@dg.template_var
def v():
    return dg.TimeWindowPartitionsDefinition(start="2024-01-01", fmt="%Y-%m-%d", schedule_type="daily").fmt
