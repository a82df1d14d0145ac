import dagster as dg

@dg.template_var
def p():
    return dg.MultiPartitionsDefinition({"month": dg.MonthlyPartitionsDefinition("2024-01-01", fmt="%Y-%m"), "Brand": dg.StaticPartitionsDefinition(["x-y", "z"])})
