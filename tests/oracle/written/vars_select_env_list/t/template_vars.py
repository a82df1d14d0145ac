import os
import shlex
import dagster as dg

@dg.template_var
def select():
    return " ".join(shlex.split(os.environ.get("DBT_SELECT", "tag:daily")))
