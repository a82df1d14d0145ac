import pathlib
import dagster as dg


@dg.template_var
def start():
    return pathlib.Path('x')
