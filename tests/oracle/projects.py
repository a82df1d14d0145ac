"""Draws whole projects: what demanding users write, most of it right, at most one mistake in each.

A draw is a `Project`: the files below `defs`, the lines of `launches` (record.py describes both) and the areas that it
touches, by which compare_projects.py counts. Everything is drawn from one generator of random numbers, so a seed and a
number name a project as long as this file stays. The pieces, such as expressions and selections, stand in
projects.json; what stands there several times is drawn more often.
"""

import json
import random
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import yaml

POOLS = SimpleNamespace(**json.loads((Path(__file__).resolve().parent / "projects.json").read_text()))

MODULE = """\
import calendar
import hashlib
import json
import math
import os
import re
import string
import textwrap
import uuid
from collections import Counter
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import lru_cache, reduce
from pathlib import Path
from typing import NamedTuple, Optional
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

import dagster as dg
from shop_project.defs.shared import START, WEEKLY, shared

COUNT = 0
TAG = "marts"
PREFIX: str = "x_"
NAMES = ["customers", "orders_by_day"]
LOOKUP = {"tag": TAG, "n": 1}


class Mode(str, Enum):
    PROD = "prod"
    DEV = "dev"


@dataclass(frozen=True)
class Settings:
    tag: str = "marts"

    def label(self) -> str:
        return f"{self.tag}-label"

    @staticmethod
    def pick(value):
        return value


def identity(value, *args, **kwargs):
    return value


def ns_helper() -> str:
    return PREFIX.strip("_")


class Pair(NamedTuple):
    a: str
    b: int = 2


class Holder:
    def __init__(self, value: Optional[object] = None):
        self._value = value

    @property
    def value(self):
        return self._value

    @classmethod
    def of(cls, value):
        return cls(value)

    def get(self):
        return self.value


@contextmanager
def opened(value):
    try:
        yield value
    finally:
        pass


def words():
    for name in NAMES:
        if name:
            yield name


@lru_cache
def cached():
    return identity
"""
SHARED = """\
import dagster as dg
from datetime import datetime

START = "2024-01-01"
WEEKLY = dg.WeeklyPartitionsDefinition(start_date=START)


def shared(text):
    return text + "_s"
"""
FOLDER_VARS = """\
import dagster as dg


@dg.template_var
def of_folder():
    return 'tag:folder'


@dg.template_var
def folder_daily():
    return """
KINDS = (
    ["none"] * 3
    + ["daily"] * 6
    + ["hourly", "weekly", "monthly", "monthly", "cron", "static", "static", "multi", "dynamic"]
)
ENVIRONMENTS = [[]] * 4 + [
    ["REGION=eu"],
    ["NUM=42"],
    ["NUM=08", "REGION=us"],
    ["MODE=prod", "TAG=daily"],
    ["REGION="],
    ["LEVEL=None"],
    ["LIST=[1,2]"],
    ["REGION=a b"],
    ["DBT_TARGET=dev"],
]


@dataclass
class Project:
    files: dict
    launches: list
    areas: set = field(default_factory=set)


@dataclass
class Partitions:
    kind: str
    code: str = ""  # of Python, with `dg.`
    mapping: str = ""
    keys: list = field(default_factory=list)


def made(kind, **values):
    given = ", ".join(f"{name}={value}" for name, value in values.items() if value is not None)
    return f"dg.{kind}PartitionsDefinition({given})"


def mapped(**values):
    return "{" + ", ".join(f"{name}: {value}" for name, value in values.items() if value is not None) + "}"


def partitions(draw, kind):
    """A definition of this kind, as Python and as a mapping where there is one, and keys of it."""
    zone = draw.choice(POOLS.zones) if draw.random() < 0.4 else None
    quoted = zone and repr(zone)
    pick = draw.random
    end = "'2024-06-01'" if pick() < 0.1 else None
    more = draw.choice([None] * 5 + ["1", "-1", "2"])
    minute, hour = draw.choice([None] * 3 + ["30", "15", "59"]), draw.choice([None] * 3 + ["2", "3", "23"])
    excluded = draw.choice([None] * 9 + ["['0 0 * * 6']", "[datetime(2024, 1, 6)]"]) if kind == "daily" else None
    if kind == "daily":
        fmt = draw.choice([None] * 5 + ["'%Y%m%d'", "'%d/%m/%Y'"])
        start = draw.choice(["2024-01-01", "2024-01-01", "2023-12-15"])
        text = {"'%Y%m%d'": start.replace("-", ""), "'%d/%m/%Y'": "/".join(reversed(start.split("-")))}.get(fmt, start)
        code = made(
            "Daily",
            start_date=repr(text),
            end_date=None if fmt else end,
            timezone=quoted,
            fmt=fmt,
            end_offset=more,
            minute_offset=minute,
            hour_offset=hour,
            exclusions=excluded,
        )
        days = ["2024-01-05", "2024-03-10", "2024-03-31", "2024-01-06", "2024-01-07", "2024-10-12", "2024-11-03"]
        shape = {
            "'%Y%m%d'": lambda d: d.replace("-", ""),
            "'%d/%m/%Y'": lambda d: "/".join(reversed(d.split("-"))),
        }.get(fmt, lambda d: d)
        mapping = mapped(type="daily", start_date=f"'{start}'", timezone=zone, hour_offset=hour)
        return Partitions(kind, code, mapping, [shape(day) for day in days])
    if kind == "hourly":
        code = made("Hourly", start_date="'2024-03-09-00:00'", timezone=quoted, minute_offset=minute, end_offset=more)
        return Partitions(
            kind,
            code,
            mapped(type="hourly", start_date="'2024-03-09-00:00'", timezone=zone, minute_offset=minute),
            [f"2024-03-10-{h:02}:{minute or '00'}" for h in (1, 2, 3, 4)]
            + [f"2024-11-03-01:{minute or '00'}", f"2024-10-27-02:{minute or '00'}"],
        )
    if kind == "weekly":
        day = draw.choice([None, None, "1", "0", "5"])
        first = {None: 7, "0": 7, "1": 8, "5": 5}[day]
        code = made("Weekly", start_date="'2024-01-01'", timezone=quoted, day_offset=day, end_offset=more, hour_offset=hour)
        return Partitions(
            kind,
            code,
            "{type: weekly, start_date: '2024-01-01'" + (f", day_offset: {day}" if day else "") + "}",
            [f"2024-01-{first:02}", f"2024-01-{first + 7:02}", f"2024-01-{first + 14:02}", "2024-03-10"],
        )
    if kind == "monthly":
        day = draw.choice([None, None, None, "15"])
        d = day or "01"
        code = made(
            "Monthly", start_date="'2023-06-01'", end_date=end, timezone=quoted, day_offset=day, end_offset=more
        )
        return Partitions(kind, code, "", [f"2023-10-{d}", f"2024-01-{d}", f"2024-02-{d}", f"2024-03-{d}"])
    if kind == "cron":
        cron, key = draw.choice(
            [
                ("0 6 * * 1-5", "2024-01-05-06:00"),
                ("*/30 * * * *", "2024-01-05-06:30"),
                ("0 0 1,15 * *", "2024-01-15-00:00"),
                ("0 12 * * *", "2024-01-05-12:00"),
                ("0 */4 * * *", "2024-03-31-04:00"),
                ("15 3 1 */3 *", "2024-04-01-03:15"),
                ("0 0 * * MON", "2024-01-08-00:00"),
                ("@weekly", "2024-01-07-00:00"),
                ("0 8 L * *", "2024-01-31-08:00"),
            ]
        )
        code = made(
            "TimeWindow", start="'2024-01-01-00:00'", cron_schedule=repr(cron), fmt="'%Y-%m-%d-%H:%M'", timezone=quoted
        )
        return Partitions(
            kind,
            code,
            f"{{type: time_window, start_date: '2024-01-01-00:00', cron_schedule: '{cron}', fmt: '%Y-%m-%d-%H:%M'}}",
            [key],
        )
    if kind == "static":
        keys = draw.choice(
            [
                ["us", "eu", "apac"],
                ["a", "b", "c"],
                ["1", "2", "10"],
                ["north america", "x-y", "é"],
                ["None", "True", "2024"],
                ["[1, 2]", "0x1f", "1e3"],
            ]
        )
        return Partitions(
            kind,
            f"dg.StaticPartitionsDefinition({keys!r})",
            "{type: static, partition_keys: [" + ", ".join(f"'{key}'" for key in keys) + "]}",
            keys,
        )
    if kind == "multi":
        day = draw.choice(["date", "day", "date", "zone"])
        dates = made(draw.choice(["Daily", "Daily", "Daily"]), start_date="'2024-01-01'", timezone=quoted, end_offset=more)
        code = (
            f"dg.MultiPartitionsDefinition({{'{day}': {dates}, 'region': dg.StaticPartitionsDefinition(['us', 'eu'])}})"
        )
        keys = ["2024-01-05|us", "2024-01-06|us", "2024-01-05|eu", "2024-03-10|eu"]
        if day > "region":  # dimensions stand in the order of their names
            keys = ["|".join(reversed(key.split("|"))) for key in keys]
        return Partitions(kind, code, "", keys)
    if kind == "dynamic":
        return Partitions(kind, "dg.DynamicPartitionsDefinition(name='customers')", "", ["acme", "globex", "1"])
    return Partitions(kind)


class Draw:
    def __init__(self, seed, number):
        self.random = random.Random(f"{seed}:{number}")
        self.choice, self.chance = self.random.choice, lambda share: self.random.random() < share
        self.areas = set()
        self.vars = {}

    def expression(self):
        parts = self.partitions.kind
        if parts in ("none",):
            pool = [POOLS.plain_expressions] * 5 + [POOLS.key_expressions, POOLS.window_expressions]
        elif parts in ("static", "dynamic"):
            pool = [POOLS.plain_expressions] + [POOLS.key_expressions] * 4
        else:
            pool = [POOLS.plain_expressions] + [POOLS.window_expressions] * 4 + [POOLS.key_expressions]
        return (
            self.choice(self.choice(pool))
            .replace("{f}", self.choice(POOLS.formats))
            .replace("{{:", "{:")
            .replace("}}'", "}'")
        )

    def template(self):
        """The text of a scalar, without its quotes."""
        e = self.expression
        shape = self.random.random()
        if shape < 0.6:
            return "{{ " + e() + " }}"
        if shape < 0.7:
            return (
                self.choice(["", "day=", "x", "tag:", " "])
                + "{{ "
                + e()
                + " }}"
                + self.choice(["", "", "T00:00", "-x", " "])
            )
        if shape < 0.76:
            return "{{ " + e() + " }}" + self.choice(["..", "/", " ", ","]) + "{{ " + e() + " }}"
        if shape < 0.82:
            return "{% if " + e() + " %}{{ " + e() + " }}{% else %}" + self.choice(["none", "0", "[]"]) + "{% endif %}"
        if shape < 0.87:
            return "{% set v = " + e() + " %}{{ v }}"
        if shape < 0.91:
            return "{% for x in [1, 2] %}{{ x }}{% if not loop.last %},{% endif %}{% endfor %}"
        if shape < 0.95:
            return "{{- " + e() + " -}}" + self.choice(["", " x"])
        return self.choice(
            [
                "plain",
                "a{# note #}b",
                "{% raw %}{{ x }}{% endraw %}",
                "5",
                "1,2",
                "{{ missing }}x",
                "{'a': 1}",
                '"q"',
                "2024-01-01",
            ]
        )

    def quoted(self, text, pad="      "):
        style = self.random.random()
        if style < 0.55:
            return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
        if style < 0.85 or text != text.strip() or not text:
            return "'" + text.replace("'", "''") + "'"
        return self.choice(["|-", ">-", "|", ">", ">+"]) + f"\n{pad}  {text}"

    def value(self, pad):
        if self.chance(0.75):
            return self.quoted(self.template(), pad)
        self.areas.add("yaml")
        return self.choice(POOLS.values).replace("{pad}", pad)

    def vars_of_dbt(self):
        names = self.random.sample(
            ["min_date", "max_date", "region", "level", "1", "key-1", "'true'", "é"], self.random.randint(1, 4)
        )
        names.sort(key=lambda name: name != "min_date")
        lines = [f"        {name}: {self.value('        ')}" for name in names]
        if self.chance(0.07):
            lines.append("        nested:\n          a: " + self.value("          ") + "\n          b: [1, 2]")
        if self.chance(0.05):
            lines.append("        days: [" + self.choice(["1, 2", '"{{ partition_key }}", x', "a, {b: c}"]) + "]")
        return "    - --vars:\n" + "\n".join(lines)

    def argument(self):
        shape = self.random.random()
        if shape < 0.45:
            return self.vars_of_dbt()
        if shape < 0.6:
            return "    - " + self.choice(
                [
                    "--full-refresh",
                    "--fail-fast",
                    "--no-partial-parse",
                    "--quiet",
                    "--warn-error",
                    "-x",
                    "--threads\n    - '4'",
                    "--threads: 4",
                    "--target: prod",
                    "--debug",
                    "--select: stg_orders",
                    "--exclude: tag:x",
                    "--full-refresh: true",
                    "-s\n    - customers",
                    "--vars: {}",
                    "--vars: '{\"a\": 1}'",
                    "--select\n    - 'tag:a tag:b'",
                    "--empty",
                    "--event-time-start: '{{ partition_time_window.start.isoformat() }}'",
                    "--defer\n    - --state: ../state",
                    "--target-path=x",
                    "--indirect-selection: cautious",
                    "--resource-type: model",
                ]
            )
        if shape < 0.75:
            return (
                "    - "
                + self.choice(["--event-time-start", "--event-time-end", "--threads", "--log-level", "--vars"])
                + ": "
                + self.value("      ")
            )
        if shape < 0.9:
            return (
                "    - "
                + self.choice(["--vars", "--event-time-start", "--log-path"])
                + "\n    - "
                + self.quoted(self.template(), "    ")
            )
        return "    - " + self.quoted(
            self.choice(
                [
                    "--full-refresh",
                    "--threads",
                    "{{ '--full-refresh' if env('FULL', '') else '--no-use-colors' }}",
                    "{{ env('FLAG', '--debug') }}",
                    "--vars={{ {'a': 1} | tojson }}",
                ]
            ),
            "    ",
        )

    def cli_args(self):
        self.areas.add("cli_args")
        shape = self.random.random()
        if shape < 0.04:
            return "  cli_args: " + self.choice(
                [
                    "build",
                    "[]",
                    "\"{{ ['run'] }}\"",
                    "[build, --full-refresh]",
                    '[run, {--vars: {a: "{{ partition_key }}"}}]',
                    "\"{{ ['run', '--threads', 4] }}\"",
                    "\n    [\n      build,\n      --fail-fast,\n    ]",
                    "&args [build]",
                    "\"{{ ['build'] if env('MODE', '') else ['run'] }}\"",
                ]
            )
        lines = [
            "  cli_args:",
            "    - "
            + self.choice(
                ["build"] * 6 + ["run", "test", "seed", "snapshot", "'build'", "\"{{ env('COMMAND', 'build') }}\""]
            ),
        ]
        if shape < 0.14:
            lines += [
                "    - --vars:",
                "        <<: &window",
                "          min_date: " + self.quoted(self.template(), "          "),
                "        region: " + self.value("        "),
            ]
            self.areas.add("yaml")
        return "\n".join(lines + [self.argument() for _ in range(self.random.randint(0, 3))])

    def variable(self, code):
        name = (
            self.choice(["daily", "tag", "owner", "window", "value", "team", "prefix", "marts"])
            + "_"
            + str(len(self.vars))
        )
        parameter = self.choice(
            ["()"] * 4 + ["(context)", "(context: dg.ComponentLoadContext)", "(_ctx=None)", "() -> str", "(*args)"]
        )
        decorator = self.choice(["@dg.template_var"] * 5 + ["@dg.template_var()"])
        body = self.choice(POOLS.bodies[:2]) if self.chance(0.4) else self.choice(POOLS.bodies)
        self.vars[name] = f"\n\n{decorator}\ndef {name}{parameter}:{body.format(c=code)}\n"
        self.areas.add("template_vars")
        return name

    def text_variable(self):
        if self.chance(0.08):
            name = f"place_{len(self.vars)}"
            code = self.choice(
                [
                    "context.path.name",
                    "str(context.path.parent.name)",
                    "context.project_root.name",
                    "context.path.name.upper()",
                    "Path(__file__).parent.name",
                    "Path(__file__).stem",
                    "context.defs_module_name",
                    "(context.project_root / 'dbt').name",
                    "str((context.project_root / 'dbt').exists())",
                    "context.path.stem",
                    "str(context.path.relative_to(context.project_root))",
                    "context.component_path.file_path.name",
                ]
            )
            self.vars[name] = f"\n\n@dg.template_var\ndef {name}(context):\n    return {code}\n"
            self.areas.add("template_vars")
            return name
        return self.variable(self.choice(POOLS.text_values))

    def definition(self, where=""):
        """The value of partitions_def in YAML."""
        parts = self.partitions
        way = self.random.random()
        if where and way < 0.12 and parts.kind not in ("multi", "dynamic") and "'{f}'" not in parts.code:
            self.areas.add("definitions by asset")
            text = self.choice(POOLS.of_models if where == "translation" else POOLS.of_assets)
            code = "{{ " + text.replace("{c}", parts.code if "datetime(" not in parts.code else self.variable(parts.code)) + " }}"
            return self.quoted(code, "          ")
        if way < 0.3 and parts.mapping:
            return parts.mapping
        if way < 0.65 and parts.kind not in ("multi", "dynamic"):
            return self.quoted("{{ " + parts.code + " }}", "          ")
        return '"{{ ' + self.variable(parts.code) + ' }}"'

    def partitioned(self):
        """(lines of attributes, lines of post_processing)"""
        if self.partitions.kind == "none":
            return [], []
        self.areas.add("partitions " + self.partitions.kind)
        if self.chance(0.45):
            extra = self.choice(["", "", "\n    group_name: marts", "\n    key_prefix: x"[:0], "\n    tags: {a: b}"])
            return ["  translation:\n    partitions_def: " + self.definition("translation") + extra], []
        target = self.choice(
            ["*"] * 6
            + [
                "kind:dbt",
                "key:*",
                "tag:absent",
                "group:default",
                "key:customers or key:stg_orders or key:orders_by_day",
            ]
        )
        self.areas.add("post_processing")
        return [], [
            "post_processing:\n  assets:\n    - target: '"
            + target
            + "'\n      attributes:\n        partitions_def: "
            + self.definition("post")
            + self.choice(
                [
                    "",
                    "",
                    "\n        group_name: marts",
                    "\n        owners: ['team:data']",
                    "\n        tags: {a: '1'}\n      operation: merge",
                    '\n        automation_condition: "{{ dg.AutomationCondition.eager() }}"',
                ]
            )
        ]

    def op(self):
        self.areas.add("op")
        name = self.choice(["", "    name: ingest\n", "    name: shop_build\n", "    name: \"{{ 'n' ~ 1 }}\"\n"])
        policy = self.choice(
            [
                "",
                "    backfill_policy: {type: single_run}\n",
                "    backfill_policy:\n      type: multi_run\n      max_partitions_per_run: 2\n",
                "    backfill_policy: {type: multi_run, max_partitions_per_run: 1}\n",
                "    backfill_policy: {type: multi_run}\n",
                "    backfill_policy: {max_partitions_per_run: 3}\n",
                "    backfill_policy: {}\n",
            ]
        )
        if self.chance(0.12):
            policy = f"    backfill_policy: '{{{{ {self.variable(self.choice(POOLS.policies))} }}}}'\n"
        tags = self.choice(
            [
                "",
                "    tags: {team: data}\n",
                "    tags:\n      dagster/concurrency_key: x\n      n: 1\n",
                "    tags:\n      k: '{{ env.REGION or 5 }}'\n",
            ]
        )
        text = (name + policy + tags) or "    name: ingest\n"
        return "  op:\n" + text.rstrip("\n")

    def folder(self, files):
        self.areas.add("folders")
        parts = self.partitions
        module = "template_vars_module: .folder_vars\n" if self.chance(0.7) else ""
        if module:
            files["folder_vars.py"] = FOLDER_VARS + (parts.code or "dg.DailyPartitionsDefinition('2024-01-01')") + "\n"
        post = ""
        if self.chance(0.4):
            post = (
                "post_processing:\n  assets:\n    - target: '*'\n      attributes:\n        "
                + ("partitions_def: '{{ folder_daily }}'" if module and parts.code else "group_name: below")
                + "\n"
            )
        files["defs.yaml"] = "type: dagster.DefsFolderComponent\n" + module + post
        return bool(module)

    def restricted(self, text, model, name=None):
        """A document that has one model alone, so that another may stand beside it."""
        lines = [line for line in text.split("\n") if not line.startswith(("  select", "  exclude"))]
        place = lines.index("attributes:") + 1
        if name and "  op:" in lines:
            at = lines.index("  op:") + 1
            lines[at : at + 1] = [f"    name: {name}"] + ([] if "name:" in lines[at] else [lines[at]])
        elif name:
            lines.insert(place, f"  op: {{name: {name}}}")
        return "\n".join(lines[:place] + [f"  select: {model}"] + lines[place:])

    def launches(self):
        parts, lines = self.partitions, []
        env = "".join(f" --env '{entry}'" for entry in self.choice(ENVIRONMENTS))
        now = " --now 2024-" + self.choice(["12-01T12:00:00Z", "04-02T03:30:00Z", "11-04T00:00:00Z"])
        if parts.kind == "none":
            return [env.strip()] if self.chance(0.7) else [env.strip(), ""]
        keys = parts.keys
        key = self.choice(keys)
        choices = [f"--partition '{key}'"] * 3
        if parts.kind == "dynamic":
            choices = ["--keys-from tests/oracle/partitions/dynamic/keys"]
        if parts.kind != "dynamic":
            first, last = sorted(self.random.sample(range(len(keys)), 2)) if len(keys) > 1 else (0, 0)
            near = (0, min(2, len(keys) - 1)) if parts.kind not in ("daily",) else (0, 3)
            if parts.kind == "daily":
                first, last = sorted(self.random.sample([0, 1, 3, 4], 2))  # closed at each of the times above
        if parts.kind != "dynamic" and "definitions by asset" not in self.areas:  # else a backfill is one of each asset
            choices += [f"--partition-range '{keys[near[0]]}...{keys[near[1]]}'"] * (parts.kind != "cron") + [
                f"--partition '{keys[first]}' --partition '{keys[last]}'"
            ] * (len(keys) > 1)
        if parts.kind != "dynamic":
            choices += ["--latest"] * (parts.kind != "multi")
        if parts.kind != "dynamic" and "definitions by asset" not in self.areas:
            choices += ["--all"] * (parts.kind == "static" or "end_date" in parts.code)
        for line in self.random.sample(choices, min(len(choices), self.choice([1, 2, 2]))):
            lines.append((line + (now if parts.kind not in ("static", "dynamic") else "") + env).strip())
        return list(dict.fromkeys(lines))

    def document(self, folder_vars):
        lines = [f"  project: {self.choice(POOLS.projects)}"]
        attributes, post = self.partitioned()
        lines += attributes
        if self.chance(0.25):
            self.areas.add("select")
            lines.append(
                "  select: "
                + (
                    self.choice(POOLS.selects)
                    if self.chance(0.7)
                    else '"' + self.choice(["", "tag:"]) + "{{ " + self.text_variable() + ' }}"'
                )
            )
        if self.chance(0.2):
            self.areas.add("select")
            lines.append(
                "  exclude: "
                + (self.choice(POOLS.excludes) if self.chance(0.4) else '"tag:{{ ' + self.text_variable() + ' }}"')
            )
        elif folder_vars:
            lines.append('  exclude: "{{ of_folder }}"')
        if self.chance(0.05) and not any("  select" in line or "  exclude" in line for line in lines):
            lines.append("  selector: nightly")
        if self.chance(0.4):
            lines.append(self.op())
        if self.chance(0.85):
            lines.append(self.cli_args())
        for extra in (
            "  include_metadata: [row_count]",
            "  prepare_if_dev: false",
            "  dbt_cli_timeout: 5"[:0],
            "  translation_settings: {enable_code_references: false}",
        ):
            if extra and self.chance(0.05):
                lines.append(extra)
        self.random.shuffle(lines)
        head = "type: " + self.choice(["dagster_dbt.DbtProjectComponent"] * 8 + ["'dagster_dbt.DbtProjectComponent'"])
        if self.chance(0.05):
            post.append(self.choice(["requirements:\n  env: [REGION]", "requirements:\n  env:\n    - NUM"]))
        parts = ["attributes:\n" + "\n".join(lines)] + post
        if self.vars:
            parts.insert(self.choice([0, 0, len(parts)]), "template_vars_module: .template_vars")
        return "\n".join([head] + parts) + "\n"


STYLES = (None, None, None, '"', "'", "|", ">")


def restyled(draw, text):
    """The same documents as another hand or program would write them: what they say stays."""
    way = draw.random.random()
    if way < 0.06:
        return text.replace("\n", "\r\n")
    if way < 0.1:
        return "\ufeff" + text
    if way < 0.2:
        lines = text.split("\n")
        for _ in range(3):
            lines.insert(draw.random.randrange(len(lines)), draw.choice(["# a note", "", "  # deeper: note", "#", "    "]))
        return "\n".join(lines) if "|" not in text and ">" not in text else text
    if way < 0.3:
        return draw.choice(["---\n", "%YAML 1.1\n---\n", "# begins\n", "\n\n"]) + text
    if way > 0.55:
        return text
    try:
        documents = list(yaml.safe_load_all(text))
        if way < 0.35 and len(documents) == 1:
            return json.dumps(documents[0], indent=draw.choice([None, 1, 4]), ensure_ascii=draw.chance(0.5)) + "\n"
        return yaml.safe_dump_all(
            documents,
            default_flow_style=draw.choice([False, False, False, None, True]),
            default_style=draw.choice(STYLES),
            width=draw.choice([20, 40, 80, 200]),
            indent=draw.choice([2, 3, 4, 8]),
            allow_unicode=draw.chance(0.5),
            explicit_start=draw.chance(0.3),
            sort_keys=draw.chance(0.3),
        )
    except (yaml.YAMLError, TypeError, ValueError):
        return text


def fault(draw, files):
    for _ in range(20):
        name = draw.choice([name for name in files if name.startswith("ingest")])
        before, after = draw.choice(POOLS.faults)
        if before in files[name]:
            place = draw.choice([i for i in range(len(files[name])) if files[name].startswith(before, i)])
            files[name] = files[name][:place] + after + files[name][place + len(before) :]
            draw.areas = {"mistakes"}
            return
    draw.areas = {"mistakes"}
    missing = draw.choice(sorted(files))
    if len(files) > 1 and missing != "ingest/defs.yaml":
        del files[missing]


def project(seed, number):
    draw = Draw(seed, number)
    files = {}
    draw.partitions = partitions(draw.random, draw.choice(KINDS))
    folder_vars = draw.chance(0.12) and draw.folder(files)
    text = draw.document(folder_vars)
    if draw.chance(0.04):
        draw.areas.add("documents")
        kept, draw.partitions = draw.partitions, Partitions("none")
        text = (
            draw.restricted(text, "customers") + "---\n" + draw.restricted(draw.document(False), "stg_orders", "other")
        )
        draw.partitions = kept
    if draw.vars:
        files["ingest/template_vars.py"] = MODULE + "".join(draw.vars.values())
        files["shared.py"] = SHARED
    files["ingest/defs.yaml"] = text
    launches = draw.launches()
    if "documents" in draw.areas:
        environment = launches[0][launches[0].find("--env") :] if "--env" in launches[0] else ""
        launches = ["--component src/shop_project/defs/ingest " + line for line in launches] + [
            f"--component src/shop_project/defs/ingest#2 {environment}".rstrip()
        ]
    if draw.chance(0.3):
        draw.areas.add("styles")
        files["ingest/defs.yaml"] = restyled(draw, text)
    if draw.chance(0.2):
        fault(draw, files)
    return Project(files, launches, draw.areas)
