"""Measures, writes results.json beside what it made, and prints a table: see tests/bench/run and tests/bench/page.py.

A row is a ratio of two that do the same work in the same run, in turn: the median of the ratios of neighbouring rounds and
its quartiles. Of whole processes it is that of their processor time, which other work on the machine changes little; the
median by the clock stands beside it.
"""

import argparse
import json
import math
import os
import pathlib
import platform
import shutil
import subprocess
import sys
from datetime import date, datetime, timedelta, timezone

import projects

HERE = pathlib.Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
SAMPLE = REPOSITORY / "samples/daily_metrics"
SCALE = float(os.environ.get("SCALE", "1"))


def rounds(count):
    return max(3, int(count / SCALE))


def quantile(values, part):
    ordered = sorted(values)
    return ordered[round(part * (len(ordered) - 1))]


def median(values):
    return quantile(values, 0.5)


class Bench:
    def __init__(self, options):
        self.folder = pathlib.Path(options.folder)
        self.program = options.program
        self.minijinja = options.minijinja
        self.rows, self.notes, self.memory, self.skipped = [], [], [], []

    # ---- running ----

    def tool(self, name, *args):
        return subprocess.run([self.folder / name, *map(str, args)], check=True, capture_output=True, text=True).stdout

    def pairs(self, count, first, second):
        """The rounds of two commands: (nanoseconds, nanoseconds, processor, processor, KiB, KiB)."""
        text = self.tool("pairs", count, *first, "--", *second)
        return [[int(word) for word in line.split()] for line in text.splitlines()]

    def row(self, key, what, against, ratios, clock=None, aim=None, faster=False, unit=None):
        """`faster`: the ratio says how many times faster this program is, else how many times longer it takes."""
        self.rows.append({
            "key": key, "what": what, "against": against, "median": median(ratios), "low": quantile(ratios, 0.25),
            "high": quantile(ratios, 0.75), "clock": clock, "aim": aim, "faster": faster, "unit": unit})
        row = self.rows[-1]
        by_clock = f"  by the clock {clock:6.2f}" if clock else ""
        print(f"{what[:74]:74} {row['median']:8.2f}  {row['low']:8.2f} to {row['high']:8.2f}{by_clock}", flush=True)

    def processes(self, key, what, against, count, first, second, aim=None, faster=False, per=None):
        """Two commands as whole processes; `per`: (how many things the second does, what they are called)."""
        runs = self.pairs(count, first, second)
        turn = -1 if faster else 1
        clock, processor = ([(run[i + 1] / max(1, run[i])) ** turn for run in runs] for i in (0, 2))
        unit = None
        if per:
            number, name = per
            unit = f"{median([run[3] for run in runs]) * 1000 / number:,.0f} ns {name}"
        self.row(key, what, against, processor, median(clock), aim, faster, unit)
        return runs

    def same_output(self, first, second):
        found = [subprocess.run(list(map(str, command)), check=True, capture_output=True).stdout for command in (first, second)]
        if found[0] != found[1]:
            sys.exit(f"{first[0]} and {second[0]} differ")

    def skip(self, what):
        self.skipped.append(what)
        print(f"skipped: {what}", flush=True)

    # ---- start-up ----

    def start(self):
        month = self.folder / "month"
        shutil.copytree(SAMPLE, month)
        module = month / "src/city_trips/defs/transform/template_vars.py"
        module.write_text(module.read_text().replace('"2023-01-01"', '"2023-01-01", end_date="2023-02-01"'))
        projects.long_vars(self.folder / "long", 100)
        true, program = ["/bin/true"], self.program
        self.processes("version", "`dbtplan --version`", "`/bin/true`", rounds(300), true, [program, "--version"])
        self.processes("check_month", "`check` of the sample, a month of daily partitions", "`/bin/true`", rounds(300), true,
                       [program, "check", month], aim=1.5)
        self.processes("check_open", "`check` of the sample as it is, without an end", "`/bin/true`", rounds(300), true,
                       [program, "check", SAMPLE])
        self.processes("resolve_one", "`resolve` of one partition", "`/bin/true`", rounds(300), true,
                       [program, "resolve", SAMPLE, "--partition", "2023-01-05"])
        runs = self.pairs(rounds(200), [program, "--version"], [program, "check", self.folder / "long"])
        above, clock = ([(run[i + 1] - run[i]) / unit for run in runs] for i, unit in ((2, 1e3), (0, 1e6)))
        self.notes.append(f"`check` of a component with 100 lines of `template_vars.py`: {median(above):.2f} ms of processor time above "
                          f"`dbtplan --version` (quartiles {quantile(above, .25):.2f} and {quantile(above, .75):.2f}; by the clock "
                          f"{median(clock):.2f}); the aim is 1 ms.")

    # ---- many files ----

    def many(self):
        root = self.folder / "many"
        files = projects.many(root, 10000)
        (self.folder / "many.list").write_text("".join(f"{path}\n" for path in files))
        events = [self.folder / "events", self.folder / "many.list"]
        runs = self.processes("many", "`check` of 10,000 components, each with its Python", "bare libyaml events of the same YAML",
                              rounds(5), events, [self.program, "check", root], aim=3, per=(10000, "a component"))
        few = self.folder / "few"
        listed = projects.many(few, 1000)
        small = self.pairs(3, ["/bin/true"], [self.program, "check", few])
        self.notes.append(f"Memory of `check`: {small[0][5] / 1024:.1f} MiB for 1,000 components, {runs[0][5] / 1024:.1f} MiB for 10,000.")
        yamllint = REPOSITORY / "build/bench/bin/yamllint"
        if not yamllint.exists():
            return self.skip("yamllint (`tests/setup bench` installs it)")
        self.processes("yamllint", "`check` of 1,000 components", "yamllint over their YAML", 3,
                       [yamllint, "-d", "relaxed", *listed], [self.program, "check", few], aim=100, faster=True)

    # ---- launches ----

    def resolve(self, days, *command):
        """A command over the first days of the sample."""
        return [self.program, *command, SAMPLE, "--all", "--now", (date(2023, 1, 1) + timedelta(days=days)).isoformat()]

    def launches(self):
        number = 1000000
        floor, ours = [self.folder / "floor", number], self.resolve(number, "resolve", "--format", "nul")
        self.same_output(floor, ours)
        self.processes("resolve", "`resolve --all --format nul`, a million days", "C that only formats the same bytes",
                       rounds(7), floor, ours, aim=3.5, per=(number, "an invocation"))
        sweeps = [float(line) for line in self.tool("sweep", SAMPLE / "src/city_trips/defs/transform/defs.yaml", rounds(201)).split()]
        self.notes.append(f"The sweep of `check`: {median(sweeps):.0f} ns a launch (best {min(sweeps):.0f}); the aim is 200.")
        self.processes("emit", "`emit sh --all`, 100,000 invocations", "`resolve --all --format nul` of the same", rounds(7),
                       self.resolve(100000, "resolve", "--format", "nul"), self.resolve(100000, "emit", "sh"), aim=3)
        for name in ("resolve --format nul", "resolve --format jsonl", "emit sh"):
            points = []
            for days in (1000, 10000, 100000, 1000000):
                run = self.pairs(1, ["/bin/true"], self.resolve(days, *name.split()))[0]
                points.append([days, run[5]])
            self.memory.append({"name": name, "points": points})
            print(f"memory of {name}: " + ", ".join(f"{n:,}: {kib} KiB" for n, kib in points), flush=True)

    # ---- keys ----

    def keys(self):
        new_york = "{type: hourly, start_date: '2013-01-01-00:00', timezone: America/New_York}"
        five = "{type: time_window, start_date: '2025-01-01-00:00', fmt: '%Y-%m-%d-%H:%M', cron_schedule: '*/5 * * * *'}"
        rows = (
            ("keys_utc", "hourly keys, 2013 to 2025, UTC", "{type: hourly, start_date: '2013-01-01-00:00'}",
             "2026-01-01T00:00:00Z", 60, "2013-01-01", []),
            ("keys_new_york", "hourly keys, 2013 to 2025, New York", new_york, "2026-01-01T05:00:00Z", 60, "2013-01-01", ["new_york"]),
            ("keys_daily", "daily keys, 1970 to 2025", "{type: daily, start_date: '1970-01-01'}", "2026-01-01T00:00:00Z", 1440,
             "1970-01-01", []),
            ("keys_five", "keys of every five minutes, 2025", five, "2026-01-01T00:00:00Z", 5, "2025-01-01", []))
        for key, what, definition, now, minutes, first, more in rows:
            root = self.folder / key
            projects.keyed(root, definition)
            first_day, last_day = ((date.fromisoformat(day) - date(1970, 1, 1)).days for day in (first, "2026-01-01"))
            floor = [self.folder / "keys", minutes, first_day, last_day, *more]
            ours = [self.program, "partitions", root, "--all", "--format", "keys", "--now", now]
            self.same_output(floor, ours)
            self.processes(key, what, "C that only formats the same keys", rounds(21), floor, ours, aim=3)

    # ---- expressions ----

    def expressions(self):
        file = HERE / "expressions"
        engines = {"ours": [self.folder / "expressions", file], "minijinja": [self.minijinja, file],
                   "jinja": [self.python, HERE / "jinja.py", file]}
        if not pathlib.Path(self.minijinja).exists():
            engines.pop("minijinja")
            self.skip("minijinja (there is no cargo, or its packages cannot be had)")
        if subprocess.run([self.python, "-c", "import jinja2"], capture_output=True).returncode:
            engines.pop("jinja")
            self.skip("Jinja2 (no Python here has it)")

        def run(name, count):
            return subprocess.run([*map(str, engines[name]), str(count)], check=True, capture_output=True, text=True).stdout

        plain = str.maketrans('"', "'")  # floats, quotes and the capitals of `title` differ by language; nothing else may
        values = {name: run(name, 0).translate(plain).lower() for name in engines}
        for name in engines:
            if values[name] != values["ours"]:
                sys.exit(f"expressions: {name} has other values")
        times = {name: [] for name in engines}
        for _ in range(rounds(9)):
            for name in engines:
                times[name] += [[float(word) for word in line.split()] for line in run(name, 1).splitlines()]
        names = {"minijinja": "minijinja, compiled, with chrono", "jinja": "Jinja2 NativeEnvironment, compiled"}
        for peer in (name for name in engines if name != "ours"):
            both = list(zip(times[peer], times["ours"]))
            dates = [sum(a[:2]) / sum(b[:2]) for a, b in both]
            mixed = [math.exp(sum(math.log(x / y) for x, y in zip(a, b)) / len(a)) for a, b in both]
            aims = (10, 3) if peer == "minijinja" else (None, None)
            nanoseconds = median([sum(row[:2]) for row in times["ours"]])
            self.row(f"dates_{peer}", "the two dates of the sample", names[peer], dates, aim=aims[0], faster=True,
                     unit=f"{nanoseconds:.0f} ns for both")
            self.row(f"mixed_{peer}", f"{len(both[0][1])} mixed expressions, geometric mean", names[peer], mixed, aim=aims[1], faster=True)

    # ---- Python ----

    def modules(self):
        listed = subprocess.run([self.python, HERE / "modules.py", "--list"], check=True, capture_output=True, text=True).stdout
        (self.folder / "modules.list").write_text(listed)
        ratios = []
        for _ in range(rounds(3)):
            peer = subprocess.run([self.python, HERE / "modules.py", self.folder / "modules.list", "1"], check=True,
                                  capture_output=True, text=True).stdout
            ratios.append(float(peer) / float(self.tool("modules", self.folder / "modules.list", 1)))
        self.row("modules", f"parsing {len(listed.split())} modules of the standard library", "CPython's `ast.parse`", ratios,
                 aim=5, faster=True)

    # ---- Dagster ----

    def dagster(self):
        python = REPOSITORY / ".oracle/bin/python"
        if not python.exists():
            return self.skip("Dagster (`make conformance` installs it)")
        text = subprocess.run([python, HERE / "dagster_peer.py", "50"], check=True, capture_output=True, text=True, cwd=REPOSITORY).stdout
        load, launch = map(float, text.split()[-2:])
        whole = [self.program, "resolve", SAMPLE, "--partition", "2023-01-05"]
        ours = median([run[3] * 1000 for run in self.pairs(rounds(50), ["/bin/true"], whole)])
        self.row("dagster_load", "`resolve` of one partition, whole process", "Dagster importing and loading the same", [load / ours],
                 faster=True, unit=f"{load / 1e9:.1f} s in Dagster, {ours / 1e6:.1f} ms here, of processor time")
        million = next((row for row in self.rows if row["key"] == "resolve"), None)
        if million:
            nanoseconds = float(million["unit"].split()[0].replace(",", ""))
            self.row("dagster_launch", "the arguments of one launch", "Dagster's `get_cli_args` alone", [launch / nanoseconds],
                     faster=True, unit=f"{launch / 1000:,.0f} µs in Dagster, of processor time")

    def results(self):
        model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), platform.machine()) \
            if pathlib.Path("/proc/cpuinfo").exists() else platform.machine()
        load = os.getloadavg()[0]
        return {"rows": self.rows, "notes": self.notes, "memory": self.memory, "skipped": self.skipped,
                "machine": f"{os.cpu_count()} cores ({model}), {platform.system()}", "load": load,
                "date": datetime.now(timezone.utc).date().isoformat()}


PARTS = ("start", "launches", "keys", "expressions", "modules", "many", "dagster")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--minijinja", required=True)
    parser.add_argument("part", nargs="*", choices=[*PARTS, []])
    options = parser.parse_args()
    bench = Bench(options)
    peers = [REPOSITORY / ".oracle/bin/python", REPOSITORY / "build/jinja/bin/python"]
    bench.python = next((path for path in peers if path.exists()), sys.executable)
    for part in options.part or PARTS:
        getattr(bench, part)()
    for note in bench.notes:
        print(note)
    (bench.folder / "results.json").write_text(json.dumps(bench.results(), indent=1, ensure_ascii=False) + "\n")


main()
