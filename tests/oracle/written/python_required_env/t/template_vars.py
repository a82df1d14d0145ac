import os
import dagster as dg
@dg.template_var
def sel():
    return os.environ["REQUIRED_SELECT"]
