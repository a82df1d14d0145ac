import dagster as dg


@dg.template_var
def parts():
    return dg.MultiPartitionsDefinition({"made": dg.DailyPartitionsDefinition("2024-01-01"), "sold": dg.DailyPartitionsDefinition("2024-01-02")})
