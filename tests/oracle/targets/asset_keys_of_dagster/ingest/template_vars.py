import dagster as dg


@dg.template_var
def deps():
    return [dg.AssetKey(["raw", "x"]), "y"]


@dg.template_var
def key():
    return lambda node: dg.AssetKey(["mart" if "marts" in node["fqn"] else "stg", node["name"]]).to_user_string()


@dg.template_var
def daily():
    return dg.DailyPartitionsDefinition(start_date="2024-01-01")
