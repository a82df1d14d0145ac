"""Records tests/differences/*/real: what the real thing does where dbtplan differs.

A case has a file `template`, rendered by Jinja2 with Dagster's `datetime`; or a file `launches` and components, which
are launched as record.py launches them: then `real` is the command line, or the error.
"""
import json
import pathlib
import shlex

import record
from compare import rendered

HERE = pathlib.Path(__file__).resolve().parent.parent / "differences"


def line_of(recorded):
    """A line of a transcript in few words."""
    if recorded.startswith("!"):
        return recorded.split(" ", 1)[1]
    return shlex.join(["dbt", *json.loads(recorded)["argv"][1:]])


def real(case):
    if (case / "template").is_file():
        return rendered((case / "template").read_text(), {})[2:] + "\n"
    transcript = record.Case(case).transcript().splitlines()
    return "".join(line_of(line) + "\n" for line in transcript if not line.startswith("$"))


def main():
    for page in sorted(HERE.glob("*/page")):
        (page.parent / "real").write_text(real(page.parent))


main()
