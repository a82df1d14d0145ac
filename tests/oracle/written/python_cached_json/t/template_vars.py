import json
from functools import lru_cache, partial
from pathlib import Path
import dagster as dg

@lru_cache(maxsize=None)
def _manifest():
    return json.loads((Path(__file__).resolve().parent / "regions.json").read_text(encoding="utf-8"))

def _key(region, *, sep="-"):
    return f"{region['code']}{sep}{region['tier']:>02}"

@dg.template_var
def regions():
    make = partial(_key, sep="_")
    return dg.StaticPartitionsDefinition([make(r) for r in _manifest()["regions"] if r.get("active", True)])
