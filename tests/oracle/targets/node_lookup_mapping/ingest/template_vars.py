import dagster as dg


@dg.template_var
def parts():
    daily = dg.DailyPartitionsDefinition("2024-01-01")
    return {"customers": daily, "orders_by_day": daily, "stg_orders": None}
