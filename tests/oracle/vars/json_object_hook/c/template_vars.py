import dagster as dg
from types import SimpleNamespace
import json
from pathlib import Path
CONF = json.loads((Path(__file__).parent / "c.json").read_text(), object_hook=lambda d: SimpleNamespace(**d))
@dg.template_var
def target():
    return CONF.dbt.target
