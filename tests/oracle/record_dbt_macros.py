"""Makes grammar/dbt_macros.def: what a model may call by its bare name without the project's own macros.

    .venv/bin/python tests/oracle/record_dbt_macros.py WHEEL…

The names in the context of a model are asked of the installed dbt with DuckDB: functions of dbt and of Jinja, and the macros of
dbt and of the adapter. Of other adapters the wheels are read, such as `pip download --no-deps dbt-snowflake` gives.
"""
import os
import pathlib
import re
import sys
import tempfile
import zipfile

import jinja2.defaults
from dbt.cli.main import dbtRunner
from dbt.config.runtime import RuntimeConfig
from dbt.context.providers import generate_runtime_model_context
from dbt.flags import get_flags

ROOT = pathlib.Path(__file__).parents[2]
FILES = {
    "dbt_project.yml": "name: shop\nprofile: shop\n",
    "profiles.yml": "shop:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: dev.duckdb}\n",
    "models/m.sql": "select 1 as id\n",
}
MACRO = re.compile(r"\{%-?\s*macro\s+(\w+)")


def names_of_context():
    folder = pathlib.Path(tempfile.mkdtemp())
    for path, text in FILES.items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_text(text)
    os.chdir(folder)
    os.environ["DBT_PROFILES_DIR"] = str(folder)
    manifest = dbtRunner().invoke(["--quiet", "parse"]).result
    node = manifest.nodes["model.shop.m"]
    context = generate_runtime_model_context(node, RuntimeConfig.from_args(get_flags()), manifest)
    return set(context) | set(jinja2.defaults.DEFAULT_NAMESPACE)


def names_of_wheel(wheel):
    with zipfile.ZipFile(wheel) as files:
        texts = [files.read(name).decode() for name in files.namelist() if re.search(r"include/.*macros/.*\.sql$", name)]
    return {name for text in texts for name in MACRO.findall(text)}


def main():
    wheels = [pathlib.Path(name).resolve() for name in sys.argv[1:]]
    names = names_of_context().union(*map(names_of_wheel, wheels))
    adapters = {"duckdb"} | {wheel.name.split("-")[0].removeprefix("dbt_") for wheel in wheels}
    lines = ["/* dbt_macros.def: what a model may call by its bare name, of dbt itself and of these adapters; sorted. Made by",
             " * tests/oracle/record_dbt_macros.py. */"]
    lines += [f"ADAPTER({name})" for name in sorted(adapters)]
    lines += [f"MACRO({name})" for name in sorted(names)]
    text = "\n".join(lines) + "\n"
    (ROOT / "grammar" / "dbt_macros.def").write_text(text)


main()
