import os

import dagster as dg
import yaml

HERE = os.path.dirname(os.path.abspath(__file__))


def _load():
    with open(os.path.join(HERE, "settings.yml"), "r", encoding="utf-8") as f:
        return yaml.safe_load(f)


@dg.template_var
def op_name():
    return _load()["op"]["name"]


@dg.template_var
def start():
    return _load()["start"]
