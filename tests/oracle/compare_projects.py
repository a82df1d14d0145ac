"""Compares dbtplan with the real Dagster on whole projects that projects.py draws.

Each is laid out, loaded and launched as record.py does it for the recorded cases, in one process that lives on, and
`dbtplan resolve` is asked the same launches: the same line of JSON, or a refusal where Dagster refuses. It must say the
same of the component's file instead of the project, in the `guide` dialect, and of a plan that `compile` made. `dbtplan
check` must find no error in a project whose launches all run, and an error, or what it could not verify, in one with a
launch that fails. A disagreement keeps its folder (`--keep`), ready to become a recorded case.

    python tests/oracle/compare_projects.py [--count N] [--seed S] [--only NUMBER] [--cases FOLDER…] [--typos] [--alarms] [--unparsed]

`--typos` takes recorded cases with a slip of the hand in them (typos.py) in place of drawn projects.
`--unparsed` takes away what dbt has made (`target`) before dbtplan is asked.
`--alarms` also prints, of what runs, the errors of the arguments that Dagster passes on (SILENT): they are for eyes.
"""

import argparse
import collections
import json
import logging
import os
import shlex
import shutil
import subprocess
import sys
import time
from pathlib import Path

import record
from projects import project
from typos import typo

HERE = Path(__file__).resolve().parent
# What Dagster passes on, and dbt refuses, does not heed or gets otherwise than it is written.
SILENT = "DP04,DP0104,DP0208,DP0209,DP0319"
# What is wrong with a launch, not with the project: `check` knows nothing of it.
OF_LAUNCH = ("DP0304", "DP0305", "DP0306", "DP0310", "DP0311")
# Where dbtplan differs on purpose: range_ends_left_out and still_to_come of tests/differences.
DECIDED = ("the definition leaves this window out", "which is still to come", "no window begins there")


def write(drawn, folder):
    """Makes a case of a drawn project."""
    for name, text in {**drawn.files, "launches": "\n".join(drawn.launches) + "\n"}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def launches_of(transcript):
    """(options, what reached dbt or the error) of each launch."""
    found = []
    for line in transcript.splitlines():
        if line.startswith("$"):
            found.append((line[1:].strip(), []))
        else:
            found[-1][1].append(line)
    return found


def ask(program, command, path, line, dialect="dagster"):
    words = [program, command, str(path), "--dialect", dialect, *shlex.split(line)]
    return subprocess.run(words, capture_output=True, text=True, stdin=subprocess.DEVNULL,
                          cwd=record.REPOSITORY)


def lines_of(run, root):
    return [json.loads(line.replace(str(root), "{{ROOT}}")) | {"after": []} for line in run.stdout.splitlines()]


def another_is_broken(program, root, options):
    """Of several components Dagster loads all; dbtplan the one that is asked for."""
    return "--component" in options and "error[" in ask(program, "check", root, "").stdout


def of_nothing(expected, ops):
    """Whether a launch failed for a selection of nothing: there is no asset of such an op."""
    return bool(expected) and any(expected[-1] == f"!~ KeyError: '{op}'" for op in ops)


def compare_launch(program, root, options, expected, ops):
    """What is different, or nothing."""
    run = ask(program, "resolve", root, options + " --format jsonl")
    if run.returncode not in (0, 1):
        return f"status {run.returncode}", run.stderr
    if of_nothing(expected, ops):
        return None
    refused = expected and expected[-1].startswith("!")
    if refused or run.returncode:
        if refused and (run.returncode or another_is_broken(program, root, options)):
            return None  # of several launches dbtplan gives those that can be
        if any(words in run.stderr for words in DECIDED):
            return None
        if "is not supported" in run.stderr:
            return "not supported", run.stderr
        return ("Dagster refuses" if refused else "dbtplan refuses"), run.stdout + run.stderr
    same = lines_of(run, root) == [json.loads(line) for line in expected]
    if not same:
        return "other lines", run.stdout.replace(str(root), "{{ROOT}}")
    return compare_ways(program, root, options, run)


def compare_ways(program, root, options, run):
    """The other ways to the same answer: what one of them says otherwise, or nothing."""
    files = {root / json.loads(line)["component"].split("#")[0] for line in run.stdout.splitlines()}
    ways = [(root, "guide", "")]
    if len(files) == 1 and files != {root}:
        ways.append((files.pop(), "dagster", ""))
    plan = root.parent / "plan.json"
    made = subprocess.run([program, "compile", str(root), "-o", str(plan)], capture_output=True, text=True)
    if made.returncode == 0:
        ways.append((plan, "dagster", f" --project-root {root}"))
    elif not another_is_broken(program, root, options):  # a plan holds all components, or is none
        return ("no plan, not supported" if "is not supported" in made.stderr else "compile refuses"), made.stderr
    for path, dialect, more in ways:
        other = ask(program, "resolve", path, options + " --format jsonl" + more, dialect)
        if other.stdout != run.stdout:
            return f"{path.name or path} {dialect}: otherwise", other.stdout + other.stderr
    return None


def errors_of_all(story):
    """The errors that concern every launch: others need not concern those at hand."""
    return [block for block in story.split("\n\n") if block.startswith("error") and "= fails for: " not in block]


def compare_check(program, root, transcript, alarms, ops):
    """What `check` says, against what each launch does: (kind, options, expected, found)."""
    differences = []
    by_environment = collections.defaultdict(list)
    for options, expected in transcript:
        environment = " ".join(f"--env {shlex.quote(entry)}" for entry in record.parse_options(options).env)
        by_environment[environment].append((options, expected))
    for environment, launches in by_environment.items():
        refused = [(options, expected) for options, expected in launches if expected and expected[-1].startswith("!")]
        checked = ask(program, "check", root, environment)
        story = checked.stdout + checked.stderr
        silent = ask(program, "check", root, f"{environment} --exclude-rules {SILENT}")
        if checked.returncode not in (0, 1) or (not refused and errors_of_all(silent.stdout)):
            differences.append(("check finds errors", environment, "all launches run", story))
        elif not refused and alarms and "error[" in checked.stdout:
            differences.append(("alarm", environment, "all launches run", checked.stdout))
        for options, expected in refused:
            said = ask(program, "resolve", root, options + " --format jsonl").stderr
            if any(code in said for code in OF_LAUNCH) or of_nothing(expected, ops):
                continue
            if "error[" not in story and "not verified" not in story:
                differences.append(("check misses", options, expected[-1], story))
    return differences


def compare(program, folder, alarms=False, unparsed=False):
    """The differences of a case: (kind, options, expected, found)."""
    case = record.Case(folder)
    try:
        transcript = launches_of(case.transcript())
        if unparsed:
            for folder in list(case.root.rglob("target")):
                shutil.rmtree(folder)
        differences = []
        for options, expected in transcript:
            found = compare_launch(program, case.root, options, expected, case.components)
            if found:
                differences.append((found[0], options, "\n".join(expected), found[1]))
        runs = not any(expected and expected[-1].startswith("!") for _, expected in transcript)
        return differences + compare_check(program, case.root, transcript, alarms, case.components), runs
    finally:
        shutil.rmtree(case.root.parent)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", default=os.path.join(os.environ.get("BUILD", "build"), "dbtplan"))
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", default=str(int(time.time())))
    parser.add_argument("--only", type=int)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--keep", type=Path, default=Path(os.environ.get("BUILD", "build")) / "projects")
    parser.add_argument("--cases", nargs="*", type=Path)
    parser.add_argument("--typos", action="store_true")
    parser.add_argument("--alarms", action="store_true")
    parser.add_argument("--unparsed", action="store_true")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    print("seed", options.seed, flush=True)
    asked, wrong, running = collections.Counter(), collections.Counter(), 0
    end = time.monotonic() + 60 * options.minutes if options.minutes else None
    names = options.cases or ([options.only] if options.only is not None else range(options.count))
    for name in names:
        if end and time.monotonic() > end:
            break
        if isinstance(name, Path):
            folder, areas = name.resolve(), {name.resolve().parent.name}
        else:
            drawn = typo(options.seed, name) if options.typos else project(options.seed, name)
            areas, folder = drawn.areas, options.keep.resolve() / f"{options.seed}-{name}"
            shutil.rmtree(folder, ignore_errors=True)
            write(drawn, folder)
        differences, runs = compare(options.program, folder, options.alarms, options.unparsed)
        running += runs
        asked.update(areas | {"all"})
        if differences:
            wrong.update(areas | {"all"} | {kind for kind, *_ in differences})
            for kind, line, expected, found in differences:
                print(f"{folder}: {kind}: {line}\n  expected {expected[:900]}\n  got      {found[:900]}", flush=True)
        elif not isinstance(name, Path):
            shutil.rmtree(folder)
    for kind in sorted(wrong.keys() - asked.keys()):
        print(f"{kind}: {wrong[kind]}")
    for area, number in sorted(asked.items()):
        print(f"{area}: {wrong[area]} of {number} differ")
    print(f"{running} of {asked['all']} run in Dagster")
    print(f"{asked['all'] - wrong['all']} passed, {wrong['all']} failed")
    sys.exit(wrong["all"] > 0)


if __name__ == "__main__":
    main()
