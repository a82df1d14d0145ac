"""Records tests/oracle/members.tsv: all that dir() finds on a value of each type that templates meet. A row: the value, as an
expression over the names of record_builtin_examples.py; the name of a member. For each partitions definition also `no`, the
definition, and a name that others of them have and it lacks.
"""
import pathlib
import sys

import jinja2

from compare import ENVIRONMENT
from record_builtin_examples import names

TABLE = pathlib.Path(__file__).resolve().parent / "members.tsv"
DAY = "datetime.datetime(2024, 2, 5)"
VALUES = ["''", "''.encode()", "1", "true", "1.5", "(-8) ** 0.5", "none", "[]", "()", "{}", "{}.keys()", "{}.values()", "{}.items()", "s",
          "frozen", "range(3)", DAY, f"{DAY}.date()", f"{DAY}.time()", f"{DAY}.isocalendar()", f"{DAY}.timetuple()", f"{DAY} - {DAY}", "utc",
          "zone", "partition_time_window", "partition_key_range", "multi_key", "''|escape", "cycler(1)", "joiner()", "namespace()",
          "[{'a': 1}]|groupby('a')|first", "undefined_name", "dict", "''.__class__"]
STATIC = "dagster.StaticPartitionsDefinition(['a'])"
WEEKLY = "dagster.WeeklyPartitionsDefinition('2024-01-01')"
DEFINITIONS = [WEEKLY, STATIC, f"dagster.MultiPartitionsDefinition({{'a': {STATIC}, 'b': {WEEKLY}}})", "dagster.DynamicPartitionsDefinition(name='d')"]
# What a class gets from the tools that made it.
PLUMBING = ("_record", "__hidden", "__pydantic", "_is_public", "__checkrepublic__", "__annotations__", "__weakref__")


class Holder:
    """What the expression stands for, before anything makes text of it."""

    def __call__(self, value):
        self.value = value
        return ""


def members(expression):
    holder = Holder()
    ENVIRONMENT.from_string("{{ hold(%s) }}" % expression).render(names(), hold=holder)
    return sorted(name for name in dir(holder.value) if not name.startswith(PLUMBING))


def main():
    rows = [f"{expression}\t{name}\n" for expression in VALUES for name in members(expression)]
    own = {definition: [name for name in members(definition) if not name.startswith("__")] for definition in DEFINITIONS}
    shared = sorted({name for names in own.values() for name in names if not name.startswith("_")})
    for definition, names in own.items():
        rows += [f"{definition}\t{name}\n" for name in names]
        rows += [f"no\t{definition}\t{name}\n" for name in shared if name not in names]
    TABLE.write_text("".join(rows), encoding="utf-8")
    print(len(rows), "rows of", jinja2.__version__, file=sys.stderr)


main()
