from pathlib import Path

import dagster as dg
import yaml

CONFIG = yaml.safe_load((Path(__file__).parent / "config.yaml").read_text())


@dg.template_var
def select() -> str:
    return " ".join(CONFIG["models"])


@dg.template_var
def partitions() -> dg.DailyPartitionsDefinition:
    return dg.DailyPartitionsDefinition(start_date=CONFIG["start_date"], timezone=CONFIG.get("timezone", "UTC"))
