import dagster as dg


from pathlib import Path

@dg.template_var
def v():
    p = Path('/a/b') / 'c.sql'
    return p.stem + p.suffix[1:] + p.parent.name
