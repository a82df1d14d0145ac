from pathlib import Path
import dagster as dg

@dg.template_var
def team(context): return context.path.parent.name
@dg.template_var
def leaf(context): return context.path.stem
@dg.template_var
def sel(context: dg.ComponentLoadContext):
    f = context.path / "select.txt"
    lines = [l.strip() for l in f.read_text().splitlines() if l.strip() and not l.startswith("#")]
    return " ".join(lines)
