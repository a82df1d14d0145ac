import os

import dagster as dg

from .myware.rules import label


def found():
    try:
        import ware
    except ImportError:
        return label()
    return ware


@dg.template_var
def words():
    return f"{found()}_{os.environ.get('TARGET', 'dev')}"
