import dagster as dg


@dg.template_var
def many():
    return [f"far_{i}" for i in range(501)]
