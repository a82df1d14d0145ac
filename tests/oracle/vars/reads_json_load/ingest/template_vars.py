import json
from pathlib import Path
import dagster as dg

with open(Path(__file__).parent / "regions.json") as fh:
    REGIONS = json.load(fh)


@dg.template_var
def regions():
    return dg.StaticPartitionsDefinition([r["code"] for r in REGIONS if r.get("active", True)])
