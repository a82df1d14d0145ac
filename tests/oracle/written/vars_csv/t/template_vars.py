import csv
from pathlib import Path
import dagster as dg

HERE = Path(__file__).parent

@dg.template_var
def regions():
    with open(HERE / "regions.csv", newline="") as f:
        return dg.StaticPartitionsDefinition([row["code"] for row in csv.DictReader(f) if row["active"] == "y"])
