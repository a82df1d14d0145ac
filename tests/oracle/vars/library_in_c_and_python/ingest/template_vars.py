import calendar
import collections
import os
from collections import UserDict

import dagster as dg


class Tags(UserDict):
    def __setitem__(self, key, value):
        super().__setitem__(key.lower(), value)


class Counts(collections.UserDict):
    def __missing__(self, key):
        return 0


@dg.template_var
def shares(context):
    found = []
    for folder, folders, names in os.walk(context.project_root / "dbt" / "models"):
        folders.sort()
        found += [os.path.join(os.path.basename(folder), name) for name in sorted(names)]
    return " ".join(found + [os.environ.get("MORE", "x")])


@dg.template_var
def shards():
    tags = Tags({"A": "1", os.environ.get("TAG", "B"): "2"})
    counts = Counts(a=1)
    weeks = calendar.Calendar(calendar.SUNDAY).monthdayscalendar(2024, 2)
    kinds = collections.Counter("aab")
    return dg.StaticPartitionsDefinition([*tags, f"n{counts['a']}{counts['b']}", f"week of {weeks[0][-1]}", f"kinds {kinds}"])
