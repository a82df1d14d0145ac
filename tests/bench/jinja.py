"""Evaluates the expressions of a file, one a line, compiled once by Jinja2's NativeEnvironment.

    jinja.py FILE ROUNDS    one line of numbers a round: nanoseconds of each expression
    jinja.py FILE 0         the values, one a line
"""

import collections
import datetime
import sys
import time

from jinja2.nativetypes import NativeEnvironment

TIMES, BATCHES = 100, 5
Window = collections.namedtuple("Window", "start end")


def batch(template, scope):
    start = time.perf_counter_ns()
    for _ in range(TIMES):
        template.render(scope)
    return time.perf_counter_ns() - start


def nanoseconds(template, scope):
    return min(batch(template, scope) for _ in range(BATCHES)) / TIMES


def main(path, rounds):
    environment = NativeEnvironment()
    templates = [environment.from_string("{{ %s }}" % line) for line in open(path).read().splitlines()]
    utc = datetime.timezone.utc
    scope = {
        "partition_time_window": Window(
            datetime.datetime(2023, 1, 5, tzinfo=utc), datetime.datetime(2023, 1, 6, tzinfo=utc)
        ),
        "name": "daily_metrics",
        "n": 42,
        "ratio": 0.25,
        "tags": ["daily", "hourly", "eu"],
        "row": {"city": "Oslo", "count": 3},
    }
    if rounds == 0:
        print(*(template.render(scope) for template in templates), sep="\n")
    for _ in range(rounds):
        print(*("%.1f" % nanoseconds(template, scope) for template in templates))


main(sys.argv[1], int(sys.argv[2]))
