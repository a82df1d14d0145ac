import csv
from pathlib import Path
import dagster as dg

HERE = Path(__file__).resolve().parent

def _rows():
    with (HERE / "stores.csv").open(newline="", encoding="utf-8") as f:
        yield from csv.DictReader(f)

@dg.template_var
def stores():
    return dg.StaticPartitionsDefinition([r["name"] for r in _rows() if int(r["active"])])
