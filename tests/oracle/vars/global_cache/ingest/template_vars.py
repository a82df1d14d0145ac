import dagster as dg


_config = None


def config():
    global _config
    if _config is None:
        _config = {"tags": ["x", "y"]}
    return _config


@dg.template_var
def tags():
    config()["tags"].append("z")
    return " ".join(f"tag:{t}" for t in config()["tags"])
