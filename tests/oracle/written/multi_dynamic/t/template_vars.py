import dagster as dg

@dg.template_var
def p():
    return dg.MultiPartitionsDefinition({"client": dg.DynamicPartitionsDefinition(name="clients"), "month": dg.MonthlyPartitionsDefinition(start_date="2024-01-01")})
