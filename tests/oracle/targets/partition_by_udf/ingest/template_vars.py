import dagster as dg


daily = dg.DailyPartitionsDefinition(start_date="2024-01-01")


@dg.template_var
def partitions_for():
    def inner(node):
        return daily if node["name"] == "orders_by_day" else None

    return inner
