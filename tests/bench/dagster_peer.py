"""The same work in Dagster: loads the sample as a project loads it, and renders its arguments.

    dagster_peer.py TIMES    nanoseconds of processor time to import and load, and to render the arguments of one launch
"""

import sys
import time

started = time.process_time_ns()
sys.path.insert(0, "tests/oracle")
import logging  # noqa: E402
from unittest import mock  # noqa: E402

import record  # noqa: E402

logging.disable(logging.CRITICAL)
imported = time.process_time_ns() - started


def main(times):
    case = record.Case(next(path.parent for path in sorted(record.HERE.glob("sample/*/project"))))
    started = time.process_time_ns()
    defs = case.load()
    loaded = time.process_time_ns() - started
    get_cli_args, taken = record.DbtProjectComponent.get_cli_args, []

    def many(component, context):
        started = time.process_time_ns()
        for _ in range(times):
            get_cli_args(component, context)
        taken.append((time.process_time_ns() - started) // times)
        return get_cli_args(component, context)

    with mock.patch.object(record.DbtProjectComponent, "get_cli_args", many), record.dg.DagsterInstance.ephemeral() as case.instance:
        case.run(defs, next(iter(case.components)), "2023-01-05", {})
    print(imported + loaded, taken[0])


main(int(sys.argv[1]))
