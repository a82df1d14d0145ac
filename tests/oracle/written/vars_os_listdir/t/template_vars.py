import os
import dagster as dg

@dg.template_var
def dirs(context):
    base = os.path.join(str(context.project_root), "dbt", "models")
    return " ".join(f"path:models/{d}" for d in sorted(os.listdir(base)) if os.path.isdir(os.path.join(base, d)))
