"""Records tests/oracle/builtin_examples.tsv: what the examples of docs/builtins.md give in the real Jinja2 and Dagster.

A row: section, name of the builtin, template, outcome (render.h); the outcome is written anew. For a new builtin add a
row without outcome. What dbtplan refuses has the outcome `refused` and keeps it.
"""
import datetime
import pathlib
import sys
import warnings
import zoneinfo

import dagster

from compare import DatetimeScope, ENVIRONMENT, shown, words

TABLE = pathlib.Path(__file__).resolve().parent / "builtin_examples.tsv"


def names():
    """The names of builtin_names() in builtins.h."""
    start = datetime.datetime(2024, 2, 5, tzinfo=datetime.timezone.utc)
    return {
        "datetime": DatetimeScope(),
        "partition_time_window": dagster.TimeWindow(start, start + datetime.timedelta(days=1)),
        "partition_key_range": dagster.PartitionKeyRange("2024-02-05", "2024-02-06"),
        "zone": zoneinfo.ZoneInfo("Etc/UTC"),
        "dagster": dagster,
        "s": {1, 2},
        "frozen": frozenset({1, 2}),
        "utc": datetime.timezone.utc,
        "multi_key": dagster.MultiPartitionKey({"date": "2024-02-05", "region": "us"}),
    }


def outcome(template):
    try:
        return "= " + shown(ENVIRONMENT.from_string(template).render(names()))
    except Exception as error:
        return f"! {type(error).__name__}: {words(error)}"


def main():
    warnings.simplefilter("ignore")
    rows = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        section, name, template, *recorded = line.split("\t")
        rows.append([section, name, template, "refused" if recorded == ["refused"] else outcome(template)])
    TABLE.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    print(len(rows), "rows", file=sys.stderr)


if __name__ == "__main__":
    main()
