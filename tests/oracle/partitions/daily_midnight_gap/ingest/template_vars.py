import dagster as dg


@dg.template_var
def parts():
    return dg.DailyPartitionsDefinition("2018-11-02", end_date="2018-11-07", timezone="America/Sao_Paulo")
