import os
import dagster as dg

@dg.template_var
def target():
    return os.environ["DBT_TARGET"].lower()
