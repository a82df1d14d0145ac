import os
from pathlib import Path, PurePosixPath
import dagster as dg

class Key(str):
    def __str__(self): return "<" + super().__str__() + ">"
    @property
    def schema(self): return self.split(".")[0]

@dg.template_var
def root(context): return os.path.join(context.project_root, "dbt")

@dg.template_var
def sel():
    k = Key("raw.orders")
    p = PurePosixPath("/a/b/../c.tar.gz")
    return f"{k} {k.schema} {k + 'x'} {p.stem} {p.suffixes} {p.parts} {p.parent / k} {p.with_name('z').name} {p.relative_to('/a')} {os.path.normpath(p)} {os.path.splitext(p)} {Path('x') / 'y'} {p.match('*.gz')} {list(p.parents)[:2]} {type(enumerate([])).__name__} {enumerate([]).__class__.__name__}"

@dg.template_var
def probe(context):
    return dg.StaticPartitionsDefinition([f"{name}: {value}" for name, value in [("root", root(context)), ("sel", sel())]])
