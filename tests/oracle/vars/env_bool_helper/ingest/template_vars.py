import dagster as dg


import os


def env_bool(name: str, default: bool = False) -> bool:
    return os.getenv(name, str(default)).strip().lower() in {"1", "true", "yes"}


@dg.template_var
def x():
    return "on" if env_bool("FLAG") else "off"
