from pathlib import Path
import dagster as dg
import yaml


@dg.template_var
def select():
    return yaml.safe_load(Path(__file__).with_name("absent.yaml").read_text())["x"]
