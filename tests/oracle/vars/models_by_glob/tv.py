import dagster as dg
from pathlib import Path

@dg.template_var
def staging(context):
    root = context.project_root / "dbt" / "models"
    files = sorted(root.rglob("*.sql"), key=lambda p: p.stem)
    return " ".join(p.stem for p in files if p.parent.name != "staging")
