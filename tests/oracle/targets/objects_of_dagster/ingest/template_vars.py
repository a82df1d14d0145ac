import dagster as dg
@dg.template_var
def cond(): return dg.AutomationCondition.eager().without(dg.AutomationCondition.in_latest_time_window()).with_label("x")
@dg.template_var
def dep(): return dg.AssetKey(["raw", "orders"])
@dg.template_var
def meta(): return {"url": dg.MetadataValue.url("https://x"), "n": 1, "t": dg.TableSchema(columns=[dg.TableColumn("a", "int")])}
@dg.template_var
def owner(): return ["team:x"]
