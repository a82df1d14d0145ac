from pathlib import Path

import dagster as dg


@dg.template_var
def tags():
    return {"owner": "core", "path": Path("x")}
