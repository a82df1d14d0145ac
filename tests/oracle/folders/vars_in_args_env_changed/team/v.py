import os

import dagster as dg

os.environ["DBT_A"] = os.environ.get("DBT_A", "") + "x"


@dg.template_var
def where():
    def name(key):
        return os.environ.get("DBT_A", "none") + key

    return name

@dg.template_var
def a():
    return os.environ["DBT_A"]
