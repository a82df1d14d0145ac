import os

import dagster as dg

os.environ["DBT_SCHEMA"] = "reporting"


@dg.template_var
def owner():
    return "data@shop.example"
