import dagster as dg


@dg.asset
def raw_file() -> None:
    ...
