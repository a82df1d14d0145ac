import os
from pathlib import Path

import dagster as dg


# What lies in the project may be read: not what a link or a path in it leads to.
@dg.template_var
def reads_link(context):
    return (context.project_root / "links" / "outside.txt").read_text()


@dg.template_var
def reads_through_folder(context):
    return open(context.project_root / "links" / "up" / "outside.txt").read()


@dg.template_var
def reads_above(context):
    return (context.project_root / ".." / "outside.txt").read_text()


@dg.template_var
def reads_absolute():
    return Path("/etc/passwd").read_text()


@dg.template_var
def lists_above(context):
    return " ".join(sorted(path.name for path in context.project_root.parent.iterdir()))


@dg.template_var
def asks_above(context):
    return str((context.project_root.parent / "outside.txt").exists() or os.path.isfile("/etc/shadow"))


@dg.template_var
def writes(context):
    return open(context.project_root / "pwned", "w").write("x")


@dg.template_var
def yaml_object():
    import yaml

    return yaml.safe_load("!!python/object/apply:os.system ['touch pwned']")
