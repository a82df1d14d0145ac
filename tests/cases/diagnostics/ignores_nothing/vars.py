import dagster as dg


@dg.template_var
def cheap() -> str:
    return "tag:cheap"  # dbtplan: ignore DP0602
