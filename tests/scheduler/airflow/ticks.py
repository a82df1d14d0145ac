"""Whether the tasks of a DAG run each partition once:  intervals.py ... | ticks.py PLAN

Reads Airflow's data intervals and asks dbtplan what is the latest partition at both ends of each, as the tasks do. Prints what
is run twice, what is left out, and how many intervals were skipped."""

import functools
import subprocess
import sys


@functools.lru_cache(2)  # one interval ends where the next begins
def partitions(*options):
    command = ["dbtplan", "partitions", sys.argv[1], *options, "--format=keys"]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout.splitlines()


def main():
    run, skipped = [], 0
    for line in sys.stdin:
        word, *ends = line.split() or [""]
        if word != "interval":
            continue
        start, end = (partitions("--latest", "--now=" + time) for time in ends)
        if start == end:
            skipped += 1
        else:
            run += end
    if not run:
        sys.exit("there are no intervals")
    expected = partitions("--since=" + run[0], "--until=" + run[-1], "--now=2026-01-01T00:00:00Z")
    print("twice:", [key for key in sorted(set(run)) if run.count(key) > 1], "left out:", sorted(set(expected) - set(run)), "skipped:", skipped)


main()
