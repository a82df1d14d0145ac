"""Projects of the texts in hostile.py, by its names.

    corpus.py backfill FOLDER         static partitions, one a name; each text stands in the arguments of its own
    corpus.py schedules FOLDER        a project a name: daily partitions of New York whose keys begin with the text, and in
                                      `expected` how its standing schedule must call dbtplan, from 2024-02-29 on, as
                                      record.c writes it
    corpus.py lines                   the names whose text has no control character"""

import pathlib
import sys

from hostile import HOSTILE

def literal(text):
    """A literal of Jinja and of Python, in ASCII, without braces."""
    out = "".join(c if c.isalnum() and c.isascii() else "\\U%08x" % ord(c) for c in text)
    return f'"{out}"'


BACKFILL = """type: dagster_dbt.DbtProjectComponent
template_vars_module: .template_vars
attributes:
  project: dbt
  cli_args:
    - run
    - --args
    - &text '{{ {ENTRIES}[partition_key] }}'
    - --select
    - 'tag:{{ {ENTRIES}[partition_key] }}'
    - --vars
    - value: *text
post_processing:
  assets:
    - target: "*"
      attributes:
        partitions_def: "{{ partitions }}"
"""

SCHEDULE = """type: dagster_dbt.DbtProjectComponent
template_vars_module: .template_vars
attributes:
  project: dbt
  cli_args: [run]
post_processing:
  assets:
    - target: "*"
      attributes:
        partitions_def: "{{ partitions }}"
"""

VARS = """from datetime import datetime

import dagster as dg


@dg.template_var
def partitions():
    return DEFINITION
"""


def definition(form, name):
    if form == "backfill":
        return f"dg.StaticPartitionsDefinition({list(HOSTILE)!r})"
    fmt = literal(HOSTILE[name].replace("%", "%%") + "%Y-%m-%d")
    return f'dg.DailyPartitionsDefinition(start_date=datetime(2024, 1, 1), timezone="America/New_York", fmt={fmt})'


def project(form, folder, name=None):
    folder = pathlib.Path(folder)
    (folder / "dbt").mkdir(parents=True, exist_ok=True)
    (folder / "dbt" / "dbt_project.yml").write_text("name: corpus\n")
    (folder / "dg.toml").write_text("")
    entries = ", ".join(f"{literal(key)}: {literal(text)}" for key, text in HOSTILE.items())
    component = BACKFILL.replace("{ENTRIES}", "{" + entries + "}") if form == "backfill" else SCHEDULE
    (folder / "defs.yaml").write_text(component)
    (folder / "template_vars.py").write_text(VARS.replace("DEFINITION", definition(form, name)))


def expected(name):
    words = ["dbt", "run", "plan.json", "--due", "--yes", "--keep-going", "--state", ".dbtplan/state", "--from", HOSTILE[name] + "2024-02-29"]
    return "".join(word + "\0" for word in words).encode() + b"\0"


form = sys.argv[1]
if form == "backfill":
    project(form, sys.argv[2])
elif form == "schedules":
    for each in HOSTILE:
        place = pathlib.Path(sys.argv[2]) / each
        project(form, place, each)
        (place / "expected").write_bytes(expected(each))
elif form == "lines":
    for each, text in HOSTILE.items():
        if all(c >= " " and c != "\x7f" for c in text):
            print(each)
