import dagster as dg

class ConfigError(Exception):
    def __init__(self, key, *, hint=None):
        super().__init__(f"{key}: {hint}")
        self.key = key

def need(d, key):
    try:
        return d[key]
    except KeyError as e:
        raise ConfigError(key, hint="add it") from e
    finally:
        d["seen"] = True

@dg.template_var
def sel():
    d = {}
    try:
        need(d, "x")
    except (ConfigError, TypeError) as err:
        return f"tag:{'daily' if err.key == 'x' and d['seen'] and err.__cause__ else 'none'}"
    else:
        return "fqn:*"
