import dagster as dg
class MySettings(dg.Model):
    schema_name: str
    tags: list[str] = []
cfg = MySettings(schema_name="raw", tags=["a", "b"])
@dg.template_var
def tags():
    return ",".join("tag:" + t for t in cfg.tags)
@dg.template_var
def schema_name():
    return cfg.schema_name
