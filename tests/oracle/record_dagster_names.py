"""Writes grammar/dagster_names.def: the names of the module `dagster`, and those of AutomationCondition,
FreshnessPolicy and AssetSpec; grammar/dagster_homes.def: the modules below, from which some import these names; and
grammar/dbt_component.def: what the class of dbt components has, and the context of its runs.

    python tests/oracle/record_dagster_names.py [--check]
"""
import collections
import dataclasses
import inspect
import sys
import textwrap
import warnings
from pathlib import Path

import dagster as dg
import dagster.components
import dagster_dbt

HOMES = Path(__file__).resolve().parents[2] / "grammar" / "dagster_homes.def"
HEAD_OF_HOMES = """/* dagster_homes.def: the modules below `dagster` and `dagster_dbt` in which their public names are made, the
 * packages above these that hand them on, and `dagster.components`: an import from there gives what the package itself has.
 *
 * Written by tests/oracle/record_dagster_names.py.
 *
 * DAGSTER_HOME(module, names) */
"""
COMPONENT = HOMES.with_name("dbt_component.def")
HEAD_OF_COMPONENT = """/* dbt_component.def: what DbtProjectComponent of the pinned dagster-dbt has, the names with two underscores aside, and
 * the AssetExecutionContext that its methods get. A class derived from it has no others but its own.
 *
 * Written by tests/oracle/record_dagster_names.py.
 *
 * COMPONENT_FIELD(name)    a field, in the order in which its dataclass has them; the first has no default
 * COMPONENT_MEMBER(name)
 * CONTEXT_MEMBER(name)     of the context; other names with an underscore are of its objects
 *
 * Of a macro that is not defined the rows are nothing; all are undefined at the end. */
"""
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
 * SPEC_NAME(name, is_field)     of an AssetSpec; `is_field`: of the record, which cannot be set
 *
 * Of a macro that is not defined the rows are nothing; all are undefined at the end. */
"""
# What methods of some conditions give is a condition, too.
GIVE = ("allow", "allow_selection", "ignore", "ignore_selection", "resolve_through_virtual", "with_label", "without")
# Of the class or of each condition, and no condition comes of calling them.
OTHERS = ("as_auto_materialize_policy", "evaluate", "from_asset_spec_metadata", "get_")


def with_macros(head, rows):
    """The head, the rows, and around these what lets who includes them define the macros that he wants."""
    macros = sorted({row.partition("(")[0] for row in rows if "(" in row})
    ignored = [f"#ifndef {macro}\n#define {macro}(...)\n#endif\n" for macro in macros]
    return "".join([head, *ignored, "\n", *rows, "\n", *(f"#undef {macro}\n" for macro in macros)])


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
    lines = [f'DAGSTER_NAME("{name}")\n' for name in sorted(dir(dg)) if not name.startswith("_")]
    for cls, macro in ((dg.AutomationCondition, "CONDITION_NAME"), (dg.FreshnessPolicy, "POLICY_NAME")):
        lines += ["\n"]
        lines += rows(cls, macro)
    lines += ["\n"]
    names = sorted(name for name in dir(dg.AssetSpec("x")) if not name.startswith("_"))
    lines += [f'SPEC_NAME("{name}", {int(name in dg.AssetSpec._fields)})\n' for name in names]
    return with_macros(HEAD, lines)


def packages_above(home, package):
    """Those between the module where a name is made and the package that is imported from, which may hand it on."""
    while "." in (home := home.rpartition(".")[0]) and home.startswith(package + "."):
        yield home


def homes():
    found = collections.defaultdict(list)
    for package in (dg, dagster_dbt):
        for name in sorted(name for name in dir(package) if not name.startswith("_")):
            home = getattr(getattr(package, name), "__module__", None) or ""
            for place in (home, *packages_above(home, package.__name__)):
                is_below = place.startswith(package.__name__ + ".")
                if is_below and getattr(sys.modules.get(place), name, None) is getattr(package, name):
                    found[place].append(name)
    found["dagster.components"] = [name for name in sorted(dir(dagster.components)) if not name.startswith("_")
                                   and getattr(dagster.components, name) is getattr(dg, name, None)]
    lines = [HEAD_OF_HOMES]
    for home, names in sorted(found.items()):
        parts = textwrap.wrap(" ".join(names), 100)
        lines += [f'DAGSTER_HOME("{home}",\n']
        lines += [f'             "{part}{" " if part != parts[-1] else ""}"{")" if part == parts[-1] else ""}\n' for part in parts]
    return "".join(lines)


def component():
    component = dagster_dbt.DbtProjectComponent
    fields = [field.name for field in dataclasses.fields(component)]
    members = sorted(name for name in dir(component) if not name.startswith("__") and name not in fields)
    lines = [f'COMPONENT_FIELD("{name}")\n' for name in fields] + [f'COMPONENT_MEMBER("{name}")\n' for name in members]
    context = sorted(name for name in dir(dg.AssetExecutionContext) if not name.startswith("_"))
    return with_macros(HEAD_OF_COMPONENT, lines + [f'CONTEXT_MEMBER("{name}")\n' for name in context])


FILES = ((TARGET, text), (HOMES, homes), (COMPONENT, component))


def main():
    warnings.simplefilter("ignore")
    if "--check" in sys.argv:
        return any(made() != path.read_text() for path, made in FILES)
    for path, made in FILES:
        path.write_text(made())
    return 0


if __name__ == "__main__":
    sys.exit(main())
