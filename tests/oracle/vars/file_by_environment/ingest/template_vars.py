import os
from pathlib import Path
import dagster as dg
import yaml

CONFIG = Path(__file__).parent / "config"


@dg.template_var
def settings():
    return yaml.safe_load((CONFIG / f"{os.getenv('ENVIRONMENT', 'dev')}.yaml").read_text())
