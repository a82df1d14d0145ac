import dagster as dg
def tag_for(model: str) -> str:
    match model.split("_", 1):
        case ["stg", rest]:
            return f"staging:{rest}"
        case ["fct" | "dim" as kind, rest] if len(rest) > 3:
            return f"{kind}:{rest}"
        case [single]:
            return single
        case _:
            return "other"
@dg.template_var
def sel():
    return " ".join("tag:" + tag_for(m).replace(":", "_") for m in ["stg_orders", "fct_sales", "dim_x", "customers"])
