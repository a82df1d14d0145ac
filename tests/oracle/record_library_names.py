"""Writes grammar/library_names.def: the public names of the modules of Python's library of which runtime/eval/library.c
evaluates a part, and of dagster_dbt.

    python tests/oracle/record_library_names.py [--check]
"""
import importlib
import re
import sys
import textwrap
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
TARGET = TOP / "grammar" / "library_names.def"
HEAD = """/* library_names.def: the public names of modules of Python's library, of which dbtplan evaluates a part, and of
 * dagster_dbt. A name that is none of them and near one is a slip; another may be one of a newer version.
 *
 * Written by tests/oracle/record_library_names.py.
 *
 * LIBRARY_NAMES(module, names) */
"""
NEWER = {  # what Python 3.12 to 3.14 have, by their "What's new"
    "calendar": "Day FEBRUARY JANUARY Month standalone_month_abbr standalone_month_name",
    "copy": "replace",
    "enum": "EnumDict",
    "functools": "Placeholder",
    "importlib": "abc metadata resources simple util",
    "itertools": "batched",
    "logging": "getHandlerByName getHandlerNames",
    "math": "fma sumprod",
    "operator": "is_none is_not_none",
    "os": "process_cpu_count reload_environ setns unshare",
    "os.path": "isdevdrive isjunction isreserved splitroot",
    "pathlib": "UnsupportedOperation types",
    "re": "PatternError",
    "string": "templatelib",
    "typing": "NoDefault ReadOnly TypeAliasType TypeIs evaluate_forward_ref get_protocol_members is_protocol override",
    "warnings": "deprecated",
}
ELSEWHERE = ("dagster", "dateutil", "typing_extensions")  # no part of Python's library
INTEGRATION = "dagster_dbt"  # the pinned one: what is Dagster's own is not to be had from it


def modules():
    table = re.search(r"LIBRARIES\[\] = \{(.*?)\n\};", (TOP / "runtime/eval/library.c").read_text(), re.S).group(1)
    names = re.findall(r'\{"([\w.]+)",', table)
    return [name for name in names if not name.startswith(("_dbtplan", *ELSEWHERE)) or name == INTEGRATION]


def row(module):
    names = {name for name in dir(importlib.import_module(module)) if not name.startswith("_")}
    names |= set(NEWER.get(module, "").split())
    lines = textwrap.wrap(" ".join(sorted(names)), 104, break_long_words=False, break_on_hyphens=False)
    text = "\n".join(f'              "{line}{" " if line is not lines[-1] else ""}"' for line in lines)
    return f'LIBRARY_NAMES("{module}",\n{text})\n'


def text():
    last_imported = sorted(modules(), key=lambda name: name == INTEGRATION)  # it brings submodules into others
    rows = {module: row(module) for module in last_imported}
    return HEAD + "".join(rows[module] for module in modules())


def main():
    if "--check" in sys.argv:
        return text() != TARGET.read_text()
    TARGET.write_text(text())
    return 0


if __name__ == "__main__":
    sys.exit(main())
