"""Records how dagster-dbt takes the selection out of a component's arguments: tests/oracle/argv.tsv.

One row a case, fields between tabs: the arguments, "=>", then "EXIT" where argparse ends the run, or "R" and what remains,
"S" and the selects, "E" and the excludes as given. Run with the Python of `make conformance`.
"""
import contextlib
import io
import random
import sys
from argparse import ArgumentParser
from pathlib import Path

import inspect
from dagster_dbt.asset_utils import extract_runtime_selection_from_args

WORDS = """build run --select --sel -s --s -sfoo -m --models=x --m --ex --e --exclude --h -h --help -- - --vars -5 -5.5 -x
--full-refresh --=x --select= -s=q -h=1 -hs --sel=1 -se -mx -e -.5 --selector --models -select""".split()
WORDS += ["a b", "", "--exclude=a b", '{"a": 1}', "--x y", "-x y", "--vars={a: 1}"]


def split(args):
    """The parser of extract_runtime_selection_from_args, before it splits values at blanks."""
    parser = ArgumentParser()
    parser.add_argument("--select", "-s", "--models", "-m", dest="select", action="append")
    parser.add_argument("--exclude", action="append")
    known, rest = parser.parse_known_args(list(args))
    return rest, known.select or [], known.exclude or []


def outcome(args):
    try:
        with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
            rest, selects, excludes = split(args)
            real = extract_runtime_selection_from_args(args)
    except SystemExit:
        return ["EXIT"]
    words = lambda values: [word for value in values for word in value.split()]
    assert real == (rest, words(selects), words(excludes)), args
    return ["R", *rest, "S", *selects, "E", *excludes]


def main():
    assert "ArgumentParser()" in inspect.getsource(extract_runtime_selection_from_args)
    draw = random.Random(3)
    cases = [[word] for word in WORDS] + [["run", word, "x"] for word in WORDS]
    cases += [[draw.choice(WORDS) for _ in range(draw.randint(2, 6))] for _ in range(300)]
    rows = ["\t".join([*args, "=>", *outcome(args)]) for args in cases]
    Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).with_name("argv.tsv")).write_text("\n".join(rows) + "\n")


main()
