import csv
from io import StringIO
from pathlib import Path
import dagster as dg

ROWS = list(csv.DictReader(StringIO((Path(__file__).parent / "m.tsv").read_text(encoding="utf-8")), delimiter="\t"))

@dg.template_var
def parts():
    return dg.StaticPartitionsDefinition([r["market"] for r in ROWS if int(r["rank"]) <= 2])
