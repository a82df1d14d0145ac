import dagster as dg
class Config(dict):
    def __getattr__(self, name):
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name)
CONFIG = Config(target="prod", schema="analytics")
@dg.template_var
def target():
    return CONFIG.target
@dg.template_var
def schema():
    return CONFIG["schema"]
