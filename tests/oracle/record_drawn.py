"""Records what Jinja2 and CPython say of templates, programs and calls that are drawn at random: expressions/drawn.tsv,
python/drawn.tsv and python/calls.tsv, and of recorded programs that are damaged in one place: python/damaged.tsv.

usage: python record_drawn.py                                                                      the rows that are there, anew
       python record_drawn.py --templates 7000 --programs 1500 --calls 9000 --damaged 6000 --seed 1    others

Others are the first ones that derive.py, derive_programs.py and derive_calls.py give for the seed, and of those the ones that dbtplan evaluates as
Python does (build/tests/oracle/driver and program_driver are asked): where it does not, compare.py and compare_programs.py tell,
and why. So the tables hold what was right once; unit tests replay them in less than a second.
"""
import argparse
import itertools
import json
import pathlib
import random
import re
import signal
import sys
import warnings

import compare
import compare_programs
import derive
import derive_calls
import derive_programs
from record_python import escape

HERE = pathlib.Path(__file__).resolve().parent
TEMPLATES, PROGRAMS, CALLS, DAMAGED = HERE / "expressions/drawn.tsv", HERE / "python/drawn.tsv", HERE / "python/calls.tsv", HERE / "python/damaged.tsv"
MOST = 2000  # characters of a row
ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}


def template_row(context, template):
    parts = compare.used(context, template), template, compare.rendered(template, context)
    return "\t".join(["drawn", *(json.dumps(part) for part in parts)]), parts[2]


def program_row(text):
    found = compare_programs.outcome(text)
    return f"{escape(text)}\t{escape(found)}", found


def drawn(pairs, found, row):
    """The rows of what dbtplan, too, finds."""
    for pair, answer in zip(pairs, found):
        if not answer.startswith(("stopped", "! unsupported")) and " at 0x" not in answer:
            line, expected = row(*pair)
            if expected == answer and len(line) <= MOST:
                yield line


def templates(count, seed):
    if not count:
        return [template_row(*map(json.loads, line.split("\t")[1:3]))[0] for line in TEMPLATES.read_text().splitlines()]
    pairs = list(itertools.islice(derive.derivations(seed), count))
    return drawn(pairs, compare.driven("build/tests/oracle/driver", pairs), template_row)


def programs_of(path):
    texts = [line.split("\t")[0] for line in path.read_text().splitlines()]
    return [re.sub(r"\\(.)", lambda match: ESCAPES.get(match[1], match[1]), text) for text in texts]


def damaged(seed):
    """Programs of the other tables, with a piece lost, doubled, or put in another's place."""
    r = random.Random(seed)
    paths = sorted(path for path in DAMAGED.parent.glob("*.tsv") if path not in (PROGRAMS, CALLS, DAMAGED) and not path.stem.startswith("sweeps"))
    texts = [text for path in paths for text in programs_of(path) if len(text) < 500]
    pieces = [re.findall(r"\w+|\s+|[^\w\s]", text) for text in texts]
    while True:
        mine = list(r.choice(pieces))
        at = r.randrange(len(mine))
        mine[at : at + r.choice([0, 1, 1, 2])] = [r.choice(r.choice(pieces)) for _ in range(r.choice([0, 1, 1]))]
        yield "".join(mine)


def programs(path, source, count):
    if not count:
        return [program_row(text)[0] for text in programs_of(path)]
    texts = list(itertools.islice(source, count))
    return drawn([[text] for text in texts], compare_programs.driven("build/tests/oracle/program_driver", texts), program_row)


def write(path, rows):
    rows = list(dict.fromkeys(rows))
    path.write_text("".join(row + "\n" for row in rows), encoding="utf-8")
    print(len(rows), "rows of", path.relative_to(HERE), file=sys.stderr)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--templates", type=int, default=0)
    parser.add_argument("--programs", type=int, default=0)
    parser.add_argument("--calls", type=int, default=0)
    parser.add_argument("--damaged", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGALRM, compare.too_slow)
    write(TEMPLATES, templates(options.templates, options.seed))
    signal.signal(signal.SIGALRM, compare_programs.too_slow)
    write(PROGRAMS, programs(PROGRAMS, derive_programs.derivations(options.seed), options.programs))
    write(CALLS, programs(CALLS, derive_calls.derivations(options.seed), options.calls))
    write(DAMAGED, programs(DAMAGED, damaged(options.seed), options.damaged))


if __name__ == "__main__":
    main()
