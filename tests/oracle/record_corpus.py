"""Records what Dagster's own checks and a launch say of the projects of tests/corpus: tests/corpus/found.tsv.

One row a project, fields between tabs: its file and name; what `dg check yaml` says ("found" or "-"); what `dg check
defs` says, which is that and loading all definitions; and what a launch comes to: "fails" with the error, "dbt" with the
command that dbt refuses to read, "runs" with the command, or "-" where the project says of no launch or cannot be loaded.
The functions behind the two commands are called in one process, since each start of them costs seconds; `--commands
COUNT` asks the real commands about COUNT of the projects and compares.

    python tests/oracle/record_corpus.py [--only NAME…] [--commands COUNT]
A module that does not end is a finding of what loads it: it is stopped after PATIENCE seconds.
"""
import argparse
import contextlib
import io
import json
import logging
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import record
from record_dbt_lines import outcome

CORPUS = record.HERE.parent / "corpus"
HEADER = 'type: dagster_dbt.DbtProjectComponent\nattributes:\n  project: "{{ context.project_root }}/dbt"\n'


PATIENCE = 60


def impatient(*_):
    signal.alarm(PATIENCE)  # whoever catches it and goes on is stopped again
    raise TimeoutError("does not end")


def projects(path):
    """(name, {key: [values]}, {path: text}) of each project of a file."""
    found = []
    for line in path.read_text().splitlines():
        mark, _, rest = line.partition(" ")
        if mark == "==" and rest:
            found.append((rest, {}, {}))
            text = None
        elif mark in ("---", "+++") and rest:
            text = found[-1][2].setdefault(rest, [])
            text += HEADER.splitlines() if mark == "+++" else []
        elif text is not None:
            text.append(line)
        elif line:
            key, _, value = line.partition(":")
            found[-1][1].setdefault(key, []).append(value.strip())
    return [(name, keys, {path: "\n".join(text).strip("\n") + "\n" for path, text in files.items()})
            for name, keys, files in found]


def laid_out(keys, files):
    """A case of record.py with the files of a project."""
    folder = Path(tempfile.mkdtemp(dir=record.SCRATCH))
    (folder / "launches").write_text("\n".join(keys.get("launch", [])) + "\n")
    for name, text in files.items():
        if not name.startswith("/"):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(text)
    case = record.Case(folder)
    for name, text in files.items():
        if name.startswith("/"):
            (case.root / name[1:]).parent.mkdir(parents=True, exist_ok=True)
            (case.root / name[1:]).write_text(text)
    return case


def quiet():
    stack = contextlib.ExitStack()
    stack.enter_context(contextlib.redirect_stdout(io.StringIO()))
    stack.enter_context(contextlib.redirect_stderr(io.StringIO()))
    return stack


def yaml_finds(case):
    from dagster_dg_core.check import check_yaml
    from dagster_dg_core.config import normalize_cli_config
    from dagster_dg_core.context import DgContext
    import click
    context = DgContext.for_project_environment(case.root, normalize_cli_config({}, click.Context(click.Command("x"))))
    sys.path.insert(0, str(case.root / "src"))
    forget(case)
    try:
        with quiet():
            return not check_yaml(context, [], False)
    except (Exception, SystemExit):
        return True
    finally:
        sys.path.remove(str(case.root / "src"))


def forget(case):
    for name in [name for name in sys.modules if name.split(".")[0] == case.package]:
        del sys.modules[name]


def load_finds(case):
    try:
        with quiet():
            case.components = {}
            case.load()
        return False
    except (Exception, SystemExit):
        return True


def launch_says(case, keys):
    if "launch" not in keys:
        return "-"
    with quiet():
        lines = [line for line in case.transcript().splitlines() if not line.startswith("$")]
    errors = [line for line in lines if line.startswith("!")]
    if errors:
        error = errors[0].lstrip("!~ ")
        return "fails\t" + re.sub(r"for asset 'AssetKey\(.*?\)'", "for asset …", error)[:160]  # a set decides which comes first
    if not lines:
        return "-"
    argv = json.loads(lines[0])["argv"]
    if any(len(arg) > 131071 for arg in argv):
        return "fails\tOSError: [Errno 7] Argument list too long"
    return f"{dbt_says(argv[1:])}\t" + json.dumps(argv)[:240]


def dbt_says(arguments):
    """Whether dbt's own command line takes the arguments, with their values."""
    from dbt.cli.main import cli
    if outcome(arguments)[0] != "RIGHT":
        return "dbt"
    try:
        with quiet(), record.environment({"DBT_PROFILES_DIR": str(record.HERE / "dbt")}):
            context = cli.make_context("dbt", list(arguments), resilient_parsing=False)
            name, command, rest = cli.resolve_command(context, context._protected_args + context.args)
            command.make_context(name, rest, parent=context)
        return "runs"
    except Exception:
        return "dbt"


def ask(name, keys, files):
    case = laid_out(keys, files)
    signal.alarm(PATIENCE)
    try:
        by_yaml = yaml_finds(case)
        by_defs = by_yaml or load_finds(case)
        return [name, "found" if by_yaml else "-", "found" if by_defs else "-", launch_says(case, keys)]
    finally:
        signal.alarm(0)
        shutil.rmtree(case.root.parent)


def by_commands(name, keys, files):
    """What the two commands themselves say."""
    case = laid_out(keys, files)
    (case.root / "src" / case.package / "definitions.py").write_text(
        "import dagster as dg\nfrom pathlib import Path\n\n\n@dg.definitions\ndef defs():\n"
        "    return dg.load_from_defs_folder(path_within_project=Path(__file__).parent)\n")
    found = []
    for what in ("yaml", "defs"):
        command = [Path(sys.executable).parent / "dg", "check", what]
        environment = {**record.os.environ, "PYTHONPATH": str(case.root / "src")}
        found.append("found" if subprocess.run(command, cwd=case.root, env=environment, capture_output=True).returncode else "-")
    shutil.rmtree(case.root.parent)
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--commands", type=int, default=0)
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    signal.signal(signal.SIGALRM, impatient)
    rows, all_projects = [], []
    for path in sorted(CORPUS.glob("*.txt")):
        all_projects += [(f"{path.stem}/{name}", keys, files) for name, keys, files in projects(path)]
    if options.commands:
        drawn = random.Random(7).sample(all_projects, options.commands)
        differing = 0
        for name, keys, files in drawn:
            row, said = ask(name, keys, files), by_commands(name, keys, files)
            same = row[1:3] == said
            differing += not same
            print("same" if same else f"DIFFERS: {said}", *row[:3], flush=True)
        return differing > 0
    for name, keys, files in all_projects:
        if options.only and name not in options.only:
            continue
        row = ask(name, keys, files)
        rows.append("\t".join(row))
        print(rows[-1], flush=True)
    if not options.only:
        (CORPUS / "found.tsv").write_text("\n".join(rows) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
