import dagster as dg

@dg.template_var
def models(context: dg.ComponentLoadContext):
    root = context.project_root / "dbt" / "models"
    return " ".join(sorted(p.stem for p in root.rglob("*.sql")))
