import functools as ft
import importlib
import os, os.path as osp
from os import path as p

import dagster as dg

plugin = importlib.import_module(".lib.plugin", package=__package__)


@ft.total_ordering
class Place:
    def __init__(self, path):
        self.path = osp.relpath(path, osp.dirname(__file__))

    def __eq__(self, other):
        return self.path == other.path

    def __lt__(self, other):
        return self.path < other.path


@dg.template_var
def here():
    return f"tag:{os.path.relpath(__file__, p.dirname(p.dirname(__file__)))}"


@dg.template_var
def short():
    import textwrap as tw

    return " ".join("tag:" + line for line in tw.wrap(plugin.name_of(__file__), 9))


@dg.template_var
def places():
    files = [Place(osp.join(osp.dirname(__file__), name)) for name in ("b.sql", "a.sql")]
    return f"tag:{min(files).path} tag:{files[0] >= files[1]} tag:{plugin.Kind.__module__.split('.')[-1]} tag:{plugin.__package__.count('.')}"
