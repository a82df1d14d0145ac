import dagster as dg


from pathlib import Path

@dg.template_var
def v():
    return Path(__file__).parent.name + Path(__file__).stem
