import os
import json
from pathlib import Path, PurePosixPath
import dagster as dg

HERE = Path(__file__).resolve().parent

@dg.template_var
def files():
    return sorted(p.relative_to(HERE).as_posix() for p in (HERE / "conf").rglob("*") if p.is_file())

@dg.template_var
def stems():
    return [p.stem + p.suffix.upper() for p in sorted(HERE.glob("conf/*.sql"))] + sorted(p.name for p in HERE.glob("*/*/*.t?t")) + sorted(str(p.relative_to(HERE)) for p in HERE.glob("**/*.sql")) + sorted(p.name for p in HERE.rglob("sub/*"))

@dg.template_var
def text():
    return (HERE / "conf" / "sub" / "c.txt").read_text(encoding="utf-8").splitlines()

@dg.template_var
def paths():
    p = PurePosixPath("/a/b/../c.tar.gz")
    return [str(p), p.name, p.suffixes, str(p.parent), p.parts, str(p.with_suffix(".zip")), str(p.with_name("x")), p.is_absolute(), str(p.relative_to("/a")), p.match("*.gz")]

@dg.template_var
def osp():
    return [os.path.join("a", "/b", "c"), os.path.basename(__file__), os.path.splitext("x.tar.gz"), os.path.normpath("a//b/../c"), os.path.exists(os.path.join(os.path.dirname(__file__), "conf")), sorted(os.listdir(HERE / "conf")), os.sep]

@dg.template_var
def parts_shown():
    keys = []
    keys.extend(f"files{i}: {v!r}".replace("...", "…") for i, v in enumerate(files() if isinstance(files(), (list, tuple)) else [files()]))
    keys.extend(f"stems{i}: {v!r}".replace("...", "…") for i, v in enumerate(stems() if isinstance(stems(), (list, tuple)) else [stems()]))
    keys.extend(f"text{i}: {v!r}".replace("...", "…") for i, v in enumerate(text() if isinstance(text(), (list, tuple)) else [text()]))
    keys.extend(f"paths{i}: {v!r}".replace("...", "…") for i, v in enumerate(paths() if isinstance(paths(), (list, tuple)) else [paths()]))
    keys.extend(f"osp{i}: {v!r}".replace("...", "…") for i, v in enumerate(osp() if isinstance(osp(), (list, tuple)) else [osp()]))
    return dg.StaticPartitionsDefinition(keys)
