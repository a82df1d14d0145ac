import ast
import os

import dagster as dg

DEFAULTS = {"THREADS": "4", "TARGET": "dev", "REGIONS": "[]", "START": "", "DEBUG": "false"}


def coerced(text: str):
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


SETTINGS = {name.lower(): coerced(os.environ.get(name, default)) for name, default in DEFAULTS.items()}


@dg.template_var
def facts():
    return [f"{name}={value!r}" for name, value in SETTINGS.items()]
