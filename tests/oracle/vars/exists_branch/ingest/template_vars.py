from pathlib import Path
import dagster as dg

LOCAL = Path(__file__).parent / "local.yaml"


@dg.template_var
def target():
    return "local" if LOCAL.exists() else "dev"


@dg.template_var
def has_sql(context):
    return "orders_by_day" if (context.path / "defs.yaml").is_file() and context.path.is_dir() else "customers"
