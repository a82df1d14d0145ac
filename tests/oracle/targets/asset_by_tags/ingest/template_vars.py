import dagster as dg


@dg.template_var
def by_key():
    def pick(key):
        return dg.DailyPartitionsDefinition("2024-01-01", timezone="Asia/Tokyo")

    return pick
