import dagster as dg


@dg.template_var
def select(context):
    return " ".join(sorted(p.stem for p in (context.project_root / "dbt" / "models" / "marts").glob("*.sql")))
