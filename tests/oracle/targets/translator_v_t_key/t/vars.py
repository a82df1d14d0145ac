import dagster as dg
@dg.template_var
def akey(context):
    return dg.AssetKey(["a", "b"])
@dg.template_var
def txt(context):
    return dg.AssetKey(["a", "b"]).to_user_string()
@dg.template_var
def cond(context):
    return dg.AutomationCondition.eager()
@dg.template_var
def schema(context):
    return dg.TableSchema(columns=[])
