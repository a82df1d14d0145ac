"""Records what the real dbt does with the small projects of tests/cases/dbt_project: FILE.real beside each FILE.

    .venv/bin/python tests/oracle/record_dbt_projects.py [FILE...]

Each project is run twice by the component's command, as an incremental model asks for more the second time. One row a
project, fields between tabs: its name; "ok", "fails: WHY", or "ok, then fails: WHY"; "warns: WHY" for a criterion that
matches nothing. FILE's format: tests/dbt_projects.
"""
import json
import os
import pathlib
import re
import sys
import tempfile

import yaml
from dbt.adapters.duckdb import Plugin  # noqa: F401  loaded before the forks
from dbt.cli.main import dbtRunner

ROOT = pathlib.Path(__file__).parents[2]
PRESETS = {
    "dbt_project.yml": "name: shop\nprofile: shop\n",
    "profiles.yml": "shop:\n  target: dev\n  outputs:\n    dev: {type: duckdb, path: dev.duckdb}\n",
    "models/orders.sql": "select 1 as id, current_date as d\n",
}


def sections(text):
    """Name, attributes of the component, files."""
    for section in re.split(r"^### ", text, flags=re.M)[1:]:
        name, _, rest = section.partition("\n")
        head, *files = re.split(r"^--- ", rest, flags=re.M)
        yield name, yaml.safe_load(head) or {}, dict(f.partition("\n")[::2] for f in files)


def arguments(attributes):
    """As dagster-dbt makes them, without windows: no launch of these projects reads one."""
    args = []
    for item in attributes.get("cli_args", ["build"]):
        for key, value in (item.items() if isinstance(item, dict) else [(item, None)]):
            args.append(key)
            if isinstance(item, dict):
                args.append(json.dumps(value) if isinstance(value, dict) else str(value))
    project = attributes.get("project", {})
    for option in ("profile", "target"):
        if option in project:
            args += [f"--{option}", project[option]]
    for option in ("select", "exclude", "selector"):
        if option in attributes:
            args += [f"--{option}", *attributes[option].split()]
    return args


PATTERNS = [
    (r"Required var '([^']*)'", "fails: {}"),
    (r"Could not find profile named '([^']*)'", "fails: profile {}"),
    (r"does not have a target named '([^']*)'", "fails: target {}"),
    (r"no profile was specified for this dbt project", "fails: no profile"),
    (r"at path \['name'\]: '([^']*)' does not match", "fails: name {}"),
    (r"Could not find selector named ([^,]*)", "fails: selector {}"),
    (r'"([^"]*)" is not a valid semantic version', "fails: no version {}"),
    (r"Required versions? of dbt for '[^']*': (\[[^\]]*\])", "fails: version {}"),
    (r"('float' object is not iterable)", "fails: {}"),
    (r"'([^']*)' is not a valid method name", "fails: method {}"),
    (r"package\(s\) specified in packages.yml", "fails: packages are not installed"),
    (r"Got a state selector method, but no comparison manifest", "fails: there is no state"),
    (r"depends on a (node|source) named '([^']*)' .*which (was not found|is disabled)", "fails: {} {} {}"),
    (r'found two \w+ with the name "([^"]*)"', "fails: two of {}"),
    (r"found two resources with the database representation", "fails: one relation"),
    (r"the value of '(\w+)' is not a list", "fails: {} is no list"),
    (r"Found a cycle: (.*)", "fails: cycle"),
    (r"Compilation Error[^\n]*\n[^\n]*'(\w+)' is undefined", "fails: {} is undefined"),
    (r"Invalid group '([^']*)'", "fails: group {}"),
    (r"(Reached EOF without finding a close tag for \w+|Got nested tags|unexpected EOF, expected \w+)", "fails: {}"),
    (r"(a list element for '\w+' [^\n]*|Dictionary expected|object has no attribute 'get')", "fails: {}"),
    (r"(Expected an expression|Missing end of comment tag|expected call|unexpected char '.'"
     r"|non-default argument follows default argument)", "fails: {}"),
    (r"(Unexpected end of template|expected token [^\n]*|No filter named '\w+'|Encountered unknown tag '\w+'|unexpected '[^']*')", "fails: {}"),
    (r"dbt was (unable to infer all dependencies)", "fails: {}"),
    (r"(Syntax error near line \d+)", "fails: {}"),
    (r"(Non-relative patterns are unsupported|Unacceptable pattern: ''|'\*\*' can only be an entire path component)", "fails: {}"),
    (r"Invalid (test type|exposure) selector (?:value )?([^:\n]*?)(?:\.|:)? (?:expected|Exposures)", "fails: {} {}"),
    (r"Microbatch model '[^']*' must provide an? '([^']*)'", "fails: {}"),
]


def run(folder, args):
    """Forked with dbt loaded, which takes longer than what is asked; nothing of one run is left for the next."""
    log = pathlib.Path(folder, "dbt.out")
    child = os.fork()
    if child == 0:
        with log.open("w") as out:
            os.dup2(out.fileno(), 1)
            os.dup2(out.fileno(), 2)
        os.chdir(folder)
        result = dbtRunner().invoke(["--no-use-colors", "--no-partial-parse", *args])
        print(result.exception or "", flush=True)
        os._exit(0 if result.success else 1)
    failed = os.waitpid(child, 0)[1] != 0
    out = log.read_text()
    if not failed:
        none = sorted(set(re.findall(r"The selection criterion '([^']*)' does not match", out)))
        return "ok" if not none else "ok, warns: " + " ".join(none)
    for pattern, words in PATTERNS:
        found = re.search(pattern, out)
        if found:
            return words.format(*found.groups())
    return "fails: " + " ".join(re.sub(r"\S*: UserWarning: resource_tracker.*", "", out, flags=re.S).split())[-160:]


def outcome(attributes, files):
    with tempfile.TemporaryDirectory() as folder:
        for path, text in {**PRESETS, **files}.items():
            place = pathlib.Path(folder, path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
        first = run(folder, arguments(attributes))
        second = run(folder, arguments(attributes)) if "incremental" in str(files) else first
        return first if first == second else f"{first}, then {second}"


def main():
    files = [pathlib.Path(name) for name in sys.argv[1:]] or sorted(ROOT.glob("tests/cases/dbt_project/*/projects"))
    for file in files:
        rows = [f"{name}\t{outcome(*rest)}\n" for name, *rest in sections(file.read_text())]
        file.with_name(file.name + ".real").write_text("".join(rows))


main()
