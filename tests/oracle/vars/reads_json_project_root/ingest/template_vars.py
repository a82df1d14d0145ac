import json

import dagster as dg


@dg.template_var
def select(context: dg.ComponentLoadContext) -> str:
    settings = json.loads((context.project_root / "dbt" / "settings.json").read_text())
    return settings["select"]
