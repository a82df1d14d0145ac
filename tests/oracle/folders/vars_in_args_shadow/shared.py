import dagster as dg


@dg.template_var
def monthly():
    return dg.MonthlyPartitionsDefinition("2024-01", fmt="%Y-%m")


@dg.template_var
def common_args():
    return ["--fail-fast"]
