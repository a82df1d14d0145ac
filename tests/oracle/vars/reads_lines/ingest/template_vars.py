from pathlib import Path
import dagster as dg


@dg.template_var
def select():
    lines = Path(__file__).with_name("models.txt").read_text().splitlines()
    return " ".join(line.strip() for line in lines if line.strip() and not line.startswith("#"))
