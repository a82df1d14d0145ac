import dagster as dg


@dg.template_var
def months():
    return dg.StaticPartitionsDefinition([f"{y}-{m:02d}" for y in (2023, 2024) for m in range(1, 13) if (y, m) < (2024, 3)])
