import dagster as dg


@dg.template_var
def pick():
    def choose(spec):
        if spec.key.path[-1].startswith("stg"):
            return None
        return dg.DailyPartitionsDefinition(start_date="2024-01-01")

    return choose
