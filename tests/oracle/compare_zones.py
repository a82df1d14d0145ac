"""Compares dbtplan with Python's zoneinfo: every zone of a time zone database, at every change to the year 2100.

usage: python compare_zones.py [--driver FILE] [--zones FOLDER] [--show N] [NAME…]

Both read the same files: those of --zones, by default the system's. Asked are the second before, at and behind each change,
and as many of the wall clock there, with both folds; a day before and behind it; the years around it and samples up to 9999; of
each instant also the span over which its offset holds. CPython 3.11 is the reference; other versions read rules with days that
are counted from 0 otherwise.
"""
import argparse
import datetime
import os
import pathlib
import subprocess
import sys
import zoneinfo
import zoneinfo._zoneinfo as in_python

EPOCH = datetime.datetime(1970, 1, 1)
START, END = -62135596800, 253402300799  # the years 1 and 9999
DAY = 86400


def year_start(year):
    return int((datetime.datetime(year, 1, 1) - EPOCH).total_seconds())


FAR = [year_start(year) + month * 31 * DAY for year in (1, 1800, 1850, 2150, 2400, 3000, 5555, 9998) for month in range(1, 12, 2)]


def changes(key):
    """The instants at which the zone may change, from its table and its rule; the pure Python zoneinfo shows both."""
    zone = in_python.ZoneInfo.no_cache(key)
    found = set(zone._trans_utc)
    if isinstance(zone._tz_after, in_python._TZStr):
        rule = zone._tz_after
        for year in [*range(2000, 2101), 2400, 6000, 9998]:
            start, end = rule.transitions(year)
            found |= {start - int(rule.std.utcoff.total_seconds()), end - int(rule.dst.utcoff.total_seconds())}
    return sorted(at for at in found if START + 2 * DAY < at < END - 2 * DAY)


def seconds(delta):
    return delta.days * DAY + delta.seconds


def at_instant(zone, instant):
    """offset, dst, abbreviation, fold"""
    utc = EPOCH + datetime.timedelta(seconds=instant)
    local = zone.fromutc(utc.replace(tzinfo=zone))
    offset = seconds(local.replace(tzinfo=None) - utc)
    return offset, seconds(local.dst()), local.tzname(), local.fold


def at_wall(zone, wall, fold):
    """offset, dst, abbreviation, and whether it comes once (0), never (1) or twice (2)"""
    naive = EPOCH + datetime.timedelta(seconds=wall)
    local = naive.replace(tzinfo=zone, fold=fold)
    first, second = (seconds(naive.replace(tzinfo=zone, fold=i).utcoffset()) for i in (0, 1))
    return seconds(local.utcoffset()), seconds(local.dst()), local.tzname(), 0 if first == second else 1 if first < second else 2


def questions(key, zone):
    """Of one zone; the answers of Python are made as they are compared."""
    instants, walls = set(FAR), set(FAR)
    for at in changes(key):
        near = [at - DAY, at - 1, at, at + 1, at + DAY]
        instants |= {*near, at - 1800, at + 1800, at + 3599, at + 3600, at + 7200}
        for instant in near[1:3]:
            offset = at_instant(zone, instant)[0]
            walls |= {at + offset + step for step in (-DAY, -1, 0, 1, DAY)}
    return sorted(instants), sorted(walls)


class Driver:
    def __init__(self, path, folder):
        self.path, self.environment = path, {**os.environ, "TZDIR": folder}

    def ask(self, lines):
        done = subprocess.run([self.path], input="\n".join(lines) + "\n", capture_output=True, text=True, env=self.environment, check=True)
        return done.stdout.splitlines()


def check_span(zone, instant, answer, start, end):
    """A span holds its instant, and the offset is the same at its ends and another beyond."""
    if not start <= instant < end:
        return False
    inside = [at for at in (start, end - 1) if START + DAY < at < END - DAY]
    outside = [at for at in (start - 1, end) if START + DAY < at < END - DAY]
    return all(at_instant(zone, at)[:3] == answer[:3] for at in inside) and all(at_instant(zone, at)[:3] != answer[:3] for at in outside)


def compare_zone(driver, key):
    """The number of questions, and those that were answered otherwise."""
    zone = zoneinfo.ZoneInfo.no_cache(key)
    instants, walls = questions(key, zone)
    lines = [f"z {key}", *(f"i {at}" for at in instants), *(f"w {at} {fold}" for at in walls for fold in (0, 1))]
    answers = driver.ask(lines)
    wrong, spans = [], {}
    if answers[0] != "ok" or len(answers) != len(lines):
        return len(lines), [(key, lines[0], "ok", answers[0])]
    for line, answer in zip(lines[1:], answers[1:]):
        kind, *numbers = line.split()
        offset, dst, name, last, *span = answer.split("\t")
        found = int(offset), int(dst), name, int(last)
        expected = at_instant(zone, int(numbers[0])) if kind == "i" else at_wall(zone, int(numbers[0]), int(numbers[1]))
        if found != expected:
            wrong.append((key, line, expected, found))
        elif span:
            spans.setdefault((*map(int, span), expected[:3]), int(numbers[0]))
    for (start, end, expected), instant in spans.items():
        if not check_span(zone, instant, expected, start, end):
            wrong.append((key, f"span of {instant}", expected, (start, end)))
    return len(lines) - 1 + len(spans), wrong


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--driver", default=os.path.join(os.environ.get("BUILD", "build"), "tests/oracle/zones"))
    parser.add_argument("--zones", default="/usr/share/zoneinfo")
    parser.add_argument("--show", type=int, default=20)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    folder = str(pathlib.Path(options.zones).resolve())
    zoneinfo.reset_tzpath([folder])
    driver = Driver(options.driver, folder)
    names = options.names or sorted(key for key in zoneinfo.available_timezones() if (pathlib.Path(folder) / key).is_file())
    asked, wrong = 0, []
    for key in names:
        number, differ = compare_zone(driver, key)
        asked += number
        wrong += differ
    for key, question, expected, found in wrong[: options.show]:
        print(f"{key}: {question}\n  expected {expected}\n  got      {found}")
    print(f"{len(names)} zones, Python {sys.version.split()[0]}: {asked - len(wrong)} passed, {len(wrong)} failed")
    sys.exit(bool(wrong) or not names)


if __name__ == "__main__":
    main()
