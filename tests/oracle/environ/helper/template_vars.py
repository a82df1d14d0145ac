import os
import dagster as dg
from . import settings

@dg.template_var
def target():
    return settings.TARGET

@dg.template_var
def chosen():
    return "fqn:shop" if os.environ["APP_SCHEMA"] == "dev" else "fqn:*"
