import dagster as dg
@dg.template_var
def p():
    return dg.MultiPartitionsDefinition({"z": dg.WeeklyPartitionsDefinition(start_date="2024-01-01", end_date="2024-02-10"), "a": dg.StaticPartitionsDefinition(["x", "y", "w"])})
