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
 * CONDITION_NAME(name, makes)   of AutomationCondition; `makes`: calling it gives a condition
 * POLICY_NAME(name, makes)      of FreshnessPolicy
 * SPEC_NAME(name)               of an AssetSpec */
"""
# Of the class or of each condition, and no condition comes of calling them.
OTHERS = ("as_auto_materialize_policy", "evaluate", "from_asset_spec_metadata", "get_")


def makes(cls, name):
    kind = type(inspect.getattr_static(cls, name)).__name__
    return int(kind != "property" and not name.startswith(OTHERS))


def text():
    lines = [HEAD]
    lines += [f'DAGSTER_NAME("{name}")\n' for name in sorted(dir(dg)) if not name.startswith("_")]
    for cls, macro in ((dg.AutomationCondition, "CONDITION_NAME"), (dg.FreshnessPolicy, "POLICY_NAME")):
        lines += ["\n"]
        lines += [f'{macro}("{name}", {makes(cls, name)})\n' for name in sorted(dir(cls)) if not name.startswith("_")]
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
