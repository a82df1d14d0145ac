"""Records what Jinja2 and CPython say of templates and programs that are drawn at random: expressions/drawn.tsv, python/drawn.tsv.

usage: python record_drawn.py [--templates 7000] [--programs 1500] [--seed 1]

The first ones that derive.py and derive_programs.py give for the seed, and of those the ones that dbtplan evaluates as Python does
(build/tests/oracle/driver and program_driver are asked): where it does not, compare.py and compare_programs.py tell, and why. So
the tables hold what was right once; unit tests replay them in less than a second.
"""
import argparse
import itertools
import json
import pathlib
import signal
import sys
import warnings

import compare
import compare_programs
import derive
import derive_programs
from record_python import escape

HERE = pathlib.Path(__file__).resolve().parent
MOST = 2000  # characters of a row


def templates(count, seed):
    pairs = list(itertools.islice(derive.derivations(seed), count))
    for (context, template), found in zip(pairs, compare.driven("build/tests/oracle/driver", pairs)):
        if not found.startswith(("stopped", "! unsupported")) and compare.rendered(template, context) == found:
            yield "\t".join(["drawn", *(json.dumps(part) for part in (compare.used(context, template), template, found))])


def programs(count, seed):
    texts = list(itertools.islice(derive_programs.derivations(seed), count))
    for text, found in zip(texts, compare_programs.driven("build/tests/oracle/program_driver", texts)):
        if not found.startswith(("stopped", "! unsupported")) and " at 0x" not in found and compare_programs.outcome(text) == found:
            yield f"{escape(text)}\t{escape(found)}"


def write(path, rows):
    rows = list(dict.fromkeys(row for row in rows if len(row) <= MOST))
    path.write_text("".join(row + "\n" for row in rows), encoding="utf-8")
    print(len(rows), "rows of", path.name, file=sys.stderr)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--templates", type=int, default=7000)
    parser.add_argument("--programs", type=int, default=1500)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGALRM, compare.too_slow)
    write(HERE / "expressions/drawn.tsv", templates(options.templates, options.seed))
    signal.signal(signal.SIGALRM, compare_programs.too_slow)
    write(HERE / "python/drawn.tsv", programs(options.programs, options.seed))


if __name__ == "__main__":
    main()
