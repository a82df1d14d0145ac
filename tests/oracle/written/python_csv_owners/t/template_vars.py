import csv
import io
from collections import defaultdict
from pathlib import Path
import dagster as dg

def _rows():
    text = Path(__file__).with_name("owners.csv").read_text()
    return list(csv.DictReader(io.StringIO(text)))

@dg.template_var
def sel():
    grouped = defaultdict(list)
    for row in _rows():
        grouped[row["team"].strip().lower()].append(row["model"])
    return " ".join(f"{m}" for team in sorted(grouped) for m in grouped[team])

@dg.template_var
def n_teams():
    return len({r["team"] for r in _rows()})
