import dagster as dg
try:
    import tomllib
except ImportError:
    tomllib = None
try:
    from my_company_lib import SELECT
except ModuleNotFoundError as exc:
    SELECT = "tag:daily" if exc.name == "my_company_lib" else "fqn:*"

if tomllib is not None:
    EXTRA = tomllib.loads('x = "stg_orders"\nn = [1, 2]')["x"]
else:
    EXTRA = ""

@dg.template_var
def sel():
    return f"{SELECT} {EXTRA}".strip()
