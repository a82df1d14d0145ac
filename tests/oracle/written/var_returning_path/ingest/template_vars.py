import dagster as dg


from pathlib import Path


@dg.template_var
def where():
    return Path("models") / "staging"
