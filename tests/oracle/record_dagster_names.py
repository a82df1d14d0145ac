"""Writes grammar/dagster_names.def: the names of the module `dagster`, and those of AutomationCondition,
FreshnessPolicy and AssetSpec.

    python tests/oracle/record_dagster_names.py [--check]
"""
import inspect
import sys
from pathlib import Path

import dagster as dg

TARGET = Path(__file__).resolve().parents[2] / "grammar" / "dagster_names.def"
HEAD = """/* dagster_names.def: what the module `dagster` of the pinned Dagster has, of two of its classes that by which
 * conditions and policies are made, and what an AssetSpec has. Another name is an AttributeError.
 *
 * Written by tests/oracle/record_dagster_names.py.
 *
 * DAGSTER_NAME(name)            of the module
 * CONDITION_NAME(name, makes, derived)   of AutomationCondition; `makes`: calling it gives a condition; `derived`: only
 *                                        conditions of some classes that derive from it have it
 * POLICY_NAME(name, makes, derived)      of FreshnessPolicy
 * SPEC_NAME(name)               of an AssetSpec */
"""
# What methods of some conditions give is a condition, too.
GIVE = ("allow", "allow_selection", "ignore", "ignore_selection", "resolve_through_virtual", "with_label", "without")
# Of the class or of each condition, and no condition comes of calling them.
OTHERS = ("as_auto_materialize_policy", "evaluate", "from_asset_spec_metadata", "get_")


def makes(cls, name):
    kind = type(inspect.getattr_static(cls, name)).__name__
    return int(kind != "property" and not name.startswith(OTHERS))


def classes_below(cls):
    for below in cls.__subclasses__():
        yield below
        yield from classes_below(below)


def rows(cls, macro):
    own = {name for name in dir(cls) if not name.startswith("_")}
    below = {name for derived in classes_below(cls) for name in dir(derived) if not name.startswith("_")}
    for name in sorted(own | below):
        yield f'{macro}("{name}", {makes(cls, name) if name in own else int(name in GIVE)}, {int(name not in own)})\n'


def text():
    lines = [HEAD]
    lines += [f'DAGSTER_NAME("{name}")\n' for name in sorted(dir(dg)) if not name.startswith("_")]
    for cls, macro in ((dg.AutomationCondition, "CONDITION_NAME"), (dg.FreshnessPolicy, "POLICY_NAME")):
        lines += ["\n"]
        lines += rows(cls, macro)
    lines += ["\n"]
    lines += [f'SPEC_NAME("{name}")\n' for name in sorted(dir(dg.AssetSpec("x"))) if not name.startswith("_")]
    return "".join(lines)


def main():
    if "--check" in sys.argv:
        return text() != TARGET.read_text()
    TARGET.write_text(text())
    return 0


if __name__ == "__main__":
    sys.exit(main())
