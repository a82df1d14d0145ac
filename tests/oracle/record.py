"""Records what the pinned Dagster gives dbt, for the cases beside this file.

A case is a folder with a file `launches` (one line a call of `dbtplan resolve`: the partition options) and whatever
belongs below the project's `defs` folder; the dbt project is the shared one in `dbt/`. A case whose folder has a file
`project` instead names a whole project of the repository, over which the case's files are laid. Each is laid out as a
real project, loaded through Dagster's own component tree and launched with a real context; only the subprocess of dbt is
replaced, at its boundary.

`expected` is a transcript: `$ <options>` begins a launch, a line of JSON is one invocation, `! <text>` is an error whose
text the messages hold, `!~ <text>` an error that is only told by the exit status (its words are Dagster's own).

    python tests/oracle/record.py [--check] [--part N] [--minutes M] [CASE…]

`--part N` takes one of N parts, another each day; `--minutes` ends the work early.
"""

import argparse
import atexit
import contextlib
import difflib
import functools
import importlib
import io
import json
import logging
import multiprocessing
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
import warnings
from datetime import datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

HERE = Path(__file__).resolve().parent
REPOSITORY = HERE.parent.parent
PYPROJECT = '[tool.dg]\ndirectory_type = "project"\n\n[tool.dg.project]\nroot_module = "shop_project"\n'

os.environ.update(DAGSTER_DISABLE_TELEMETRY="1", DBT_SEND_ANONYMOUS_USAGE_STATS="false")
os.environ["PATH"] = f"{Path(sys.executable).parent}:{os.environ['PATH']}"  # Dagster looks for dbt there
os.environ.pop("DAGSTER_IS_DEV_CLI", None)
os.environ.pop("CI", None)  # which some cases read
warnings.filterwarnings("ignore")

import dagster as dg  # noqa: E402
from dagster._core.definitions.automation_tick_evaluation_context import (  # noqa: E402
    build_run_requests_with_backfill_policies,
)
from dagster._core.definitions.events import AssetKeyPartitionKey  # noqa: E402
from dagster._core.definitions.partitions.context import partition_loading_context  # noqa: E402
from dagster._core.storage.tags import (  # noqa: E402
    ASSET_PARTITION_RANGE_END_TAG,
    ASSET_PARTITION_RANGE_START_TAG,
)
from dagster._core.test_utils import freeze_time  # noqa: E402
from dagster.components.resolved.errors import ResolutionException  # noqa: E402
from dagster_dbt import DbtProjectComponent  # noqa: E402
from dagster_dbt.core import resource  # noqa: E402

from schedules import pin_clock  # noqa: E402

try:
    from dagster.components.resolved.scopes import DatetimeScope, WrappedObjectScope
except ImportError:  # before Dagster 1.12
    DatetimeScope = None


# The snapshot of each component class that Dagster makes at each load holds its schema, which no case changes.
try:
    from dagster.components.core import snapshot

    snapshot.get_package_entry_snap = functools.lru_cache(maxsize=None)(snapshot.get_package_entry_snap)
except ImportError:
    pass

SCRATCH = Path(os.path.realpath(tempfile.mkdtemp(prefix="dbtplan-record")))
atexit.register(shutil.rmtree, SCRATCH, ignore_errors=True)


class Recorded(Exception):
    """Ends a run at the moment at which dbt would start."""


def manifest_of(dbt_dir: Path, cache={}) -> Path:
    """The target/ folder of a parsed copy of a dbt project."""
    if dbt_dir not in cache:
        copy = Path(tempfile.mkdtemp(dir=SCRATCH)) / "dbt"
        shutil.copytree(dbt_dir, copy, ignore=shutil.ignore_patterns("target", "logs"))
        dbt = Path(sys.executable).parent / "dbt"
        subprocess.run([dbt, "parse", "--quiet"], cwd=copy, check=True)
        cache[dbt_dir] = copy / "target"
    return cache[dbt_dir]


def lay_out(case: Path, root: Path) -> str:
    """Makes the case's project at `root`; returns its package."""
    ignore = shutil.ignore_patterns("target", "logs", "__pycache__", ".local_defs_state")
    if (case / "project").is_file():
        shutil.copytree(REPOSITORY / (case / "project").read_text().strip(), root, ignore=ignore)
        overlay = shutil.ignore_patterns("project", "launches", "expected")
        shutil.copytree(case, root, ignore=overlay, dirs_exist_ok=True, symlinks=True)
        package = next(root.glob("src/*/defs")).parent.name
        dbt_dirs = [path.parent for path in root.rglob("dbt_project.yml")]
    else:
        package = "shop_project"
        shutil.copytree(case, root / "src" / package / "defs", ignore=shutil.ignore_patterns("launches", "expected"), symlinks=True)
        for folder in (root / "src" / package, root / "src" / package / "defs"):
            (folder / "__init__.py").touch()
        (root / "pyproject.toml").write_text(PYPROJECT)
        shutil.copytree(HERE / "dbt", root / "dbt", ignore=ignore)
        dbt_dirs = [root / "dbt"]
    for folder in dbt_dirs:
        shutil.copytree(manifest_of(dbt_source(case, root, folder)), folder / "target")
    if DatetimeScope is None:
        spell_project_root(root / "src")
    return package


def spell_project_root(folder: Path):
    """Before Dagster 1.12 templates have no `context`: the project's root has another name there."""
    for path in [*folder.rglob("*.yaml"), *folder.rglob("*.yml")]:
        text = path.read_bytes()
        if b"context.project_root" in text:
            path.write_bytes(text.replace(b"context.project_root", b"project_root"))


def dbt_source(case: Path, root: Path, folder: Path) -> Path:
    """Where a dbt project of a laid out case comes from: one place for all cases that share it, so that it is parsed once."""
    if folder == root / "dbt":
        return HERE / "dbt"
    place = folder.relative_to(root)
    shared = (case / "project").is_file() and not (case / place).exists()
    return REPOSITORY / (case / "project").read_text().strip() / place if shared else folder


@contextlib.contextmanager
def environment(values: dict):
    with mock.patch.dict(os.environ, values):
        yield


class Case:
    def __init__(self, folder: Path):
        self.folder = folder
        self.root = Path(tempfile.mkdtemp(dir=SCRATCH)) / "root"
        self.package = lay_out(folder, self.root)
        self.components = {}  # op name → name of the component
        self.cli_args = None
        self.call = None
        self.instance = None  # what a launch runs in: it holds the keys of dynamic definitions

    def load(self):
        """The project's definitions, as `definitions.py` of a project loads them."""
        for name in [name for name in sys.modules if name.split(".")[0] == self.package]:
            del sys.modules[name]
        importlib.invalidate_caches()
        sys.path.insert(0, str(self.root / "src"))
        build = DbtProjectComponent.build_defs_from_state

        def build_defs(component, context, state_path):
            defs = build(component, context, state_path)
            path = Path(context.path)
            path = path if path.is_dir() else path.parent
            name = str(path.relative_to(self.root))
            seen = [other for other in self.components.values() if other.split("#")[0] == name]
            op = next(iter(defs.assets)).op.name
            self.components[op] = f"{name}#{len(seen) + 1}" if seen else name
            return defs

        try:
            with mock.patch.object(DbtProjectComponent, "build_defs_from_state", build_defs):
                defs = dg.load_from_defs_folder(path_within_project=self.root / "src" / self.package)
                defs.get_repository_def()
                return defs
        finally:
            sys.path.remove(str(self.root / "src"))

    def run(self, defs, op, partition_key, tags):
        """One launch of a component; returns its line."""
        repository = defs.get_repository_def()
        assets = by_op(repository)[op]
        job = repository.get_implicit_global_asset_job_def()
        self.cli_args = self.call = None
        cli = resource.DbtCliResource.cli
        window = {}

        def recording_cli(dbt, args, *, context=None, **options):
            try:
                window["window"] = context.partition_time_window
            except Exception:
                window["window"] = None
            self.cli_args = list(args)
            return cli(dbt, self.cli_args, context=context, **options)

        def popen(args, env, cwd, **_):
            self.call = args, env, cwd
            raise Recorded

        with mock.patch.object(resource.DbtCliResource, "cli", recording_cli), \
             mock.patch("subprocess.Popen", popen), \
             mock.patch.object(resource, "check_output", lambda *_, **__: b"Core:\n  - installed: 1.11.16\n"), \
             mock.patch.object(resource.DbtCliResource, "_initialize_dbt_core_adapter", lambda *_: None), \
             contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            try:
                job.execute_in_process(partition_key=partition_key, tags=tags, asset_selection=list(assets.keys),
                                       instance=self.instance)
            except Recorded:
                pass
        args, env, cwd = self.call
        start, end = tags.get(ASSET_PARTITION_RANGE_START_TAG), tags.get(ASSET_PARTITION_RANGE_END_TAG)
        opened = window["window"]
        return {
            "component": self.components[op],
            "op": op,
            "mode": "key" if partition_key else "range" if start else "unpartitioned",
            "partition_key": partition_key,
            "partition_key_range": {"start": start, "end": end} if start else None,
            "partition_time_window": {"start": opened.start.isoformat(), "end": opened.end.isoformat()} if opened else None,
            "cli_args": self.cli_args,
            "argv": [os.fspath(arg) for arg in args],
            "env": {name: env[name] for name in ("DBT_PROJECT_DIR", "DBT_PROFILES_DIR") if name in env},
            "cwd": os.fspath(cwd),
            "after": [],
        }

    def launches(self, defs, options):
        """The launches of each component that the options stand for: (op, partition key, tags)."""
        repository = defs.get_repository_def()
        for op, name in sorted(self.components.items(), key=lambda item: item[1]):
            if options.component and options.component != name:
                continue
            assets = by_op(repository)[op]
            definition = assets.partitions_def
            self.add_keys(definition, options.partition + options.keys)
            if len(options.partition) == 1:
                yield op, options.partition[0], {}
            elif options.latest:  # as a schedule launches it, whatever the policy
                yield from ((op, key, {}) for key in latest(definition))
            elif options.launch_range:
                start, end = options.launch_range.split("...")
                yield op, None, {ASSET_PARTITION_RANGE_START_TAG: start, ASSET_PARTITION_RANGE_END_TAG: end}
            elif not (options.partition or options.keys or options.partition_range or options.all):
                yield op, None, {}
            else:
                with partition_loading_context(dynamic_partitions_store=self.instance):
                    launches = backfill(repository, assets, self.keys(definition, options), self.instance)
                yield from launches

    def add_keys(self, definition, keys):
        """The keys of a launch are those that a dynamic definition has."""
        if isinstance(definition, dg.DynamicPartitionsDefinition):
            self.instance.add_dynamic_partitions(definition.name, keys)
        for place, dimension in enumerate(getattr(definition, "partitions_defs", [])):
            self.add_keys(dimension.partitions_def, list(dict.fromkeys(key.split("|")[place] for key in keys)))

    def keys(self, definition, options):
        if options.partition_range:
            first, last = options.partition_range.split("...")
            return definition.get_partition_keys_in_range(dg.PartitionKeyRange(first, last))
        if options.all:
            return definition.get_partition_keys()
        return options.partition + options.keys

    def transcript(self):
        lines = []
        for line in (self.folder / "launches").read_text().splitlines():
            lines.append(f"$ {line}".rstrip())
            options = parse_options(line)
            with environment(dict(entry.split("=", 1) for entry in options.env)), clock(options.now), \
                 dg.DagsterInstance.ephemeral() as self.instance:
                try:
                    self.components = {}
                    defs = self.load()
                    found = [self.run(defs, *launch) for launch in self.launches(defs, options)]
                    lines += [json.dumps(entry) for entry in found]
                except (Exception, SystemExit) as error:
                    lines.append(describe(error, self.folder.name in ONLY_STATUS))
        text = "\n".join(lines) + "\n"
        return text.replace(str(self.root), "{{ROOT}}")


def by_op(repository):
    return {assets.op.name: assets for assets in repository.asset_graph.assets_defs if assets.is_executable}


def latest(definition):
    """What a schedule made of the definition launches (partitioned_schedule.py); of one without time, the last key."""
    if not isinstance(definition, dg.MultiPartitionsDefinition) or not definition.has_time_window_dimension:
        return [definition.get_last_partition_key()]
    time = definition.time_window_dimension
    return definition.get_multipartition_keys_with_dimension_value(time.name, time.partitions_def.get_last_partition_key())


def backfill(repository, assets, keys, instance):
    """A backfill's launches by the component's policy, from the function that Dagster's own backfills use."""
    op = assets.op.name
    partitioned = [key for key in assets.keys if repository.asset_graph.get(key).is_partitioned] or assets.keys
    requests = build_run_requests_with_backfill_policies(
        [AssetKeyPartitionKey(key, partition) for key in partitioned for partition in keys],
        repository.asset_graph, instance)
    launches = []
    for request in requests:
        tags = {name: request.tags[name] for name in (ASSET_PARTITION_RANGE_START_TAG, ASSET_PARTITION_RANGE_END_TAG)
                if name in request.tags}
        launches.append((op, None if tags else request.partition_key, tags))
    launches.sort(key=lambda launch: place(assets.partitions_def, launch))
    return launches


def place(definition, launch):
    """Where a launch comes: by key; ranges of a multi definition run along the dates, one other key after another."""
    _, key, tags = launch
    place = definition.get_partition_keys().index(key or tags[ASSET_PARTITION_RANGE_START_TAG])
    if key or not isinstance(definition, dg.MultiPartitionsDefinition):
        return 0, place
    other = definition.secondary_dimension
    start = definition.get_partition_key_from_str(tags[ASSET_PARTITION_RANGE_START_TAG])
    return other.partitions_def.get_partition_keys().index(start.keys_by_dimension[other.name]), place


def parse_options(line):
    parser = argparse.ArgumentParser(exit_on_error=False)
    parser.add_argument("--partition", action="append", default=[])
    parser.add_argument("--partition-range")
    parser.add_argument("--launch-range")  # `dg launch --partition-range`, which looks at the ends alone
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--latest", action="store_true")
    parser.add_argument("--component")
    parser.add_argument("--keys-from", type=keys_of_file, dest="keys", default=[])
    parser.add_argument("--now")
    parser.add_argument("--env", action="append", default=[])
    return parser.parse_args(shlex.split(line))


def keys_of_file(name):
    return (REPOSITORY / name).read_text().splitlines()


def pinned_datetime(at):
    """What templates find as `datetime.datetime`: the clock stands still, all else is the real one."""

    class Pinned(datetime):
        def __new__(cls, *args, **keywords):
            return datetime(*args, **keywords)

        @classmethod
        def now(cls, tz=None):
            return at.astimezone(tz) if tz else at.astimezone(timezone.utc).replace(tzinfo=None)

        @classmethod
        def utcnow(cls):
            return cls.now()

        @classmethod
        def today(cls):
            return cls.now()

    return Pinned


@contextlib.contextmanager
def clock(now):
    pin_clock()
    if not now:
        yield
        return
    at = datetime.fromisoformat(now.replace("Z", "+00:00"))
    at = at if at.tzinfo else at.replace(tzinfo=timezone.utc)
    pin_clock(at)
    module = SimpleNamespace(datetime=pinned_datetime(at), timedelta=timedelta)
    scope = lambda self: WrappedObjectScope.__init__(self, module, {"datetime", "timedelta"})
    pinned = mock.patch.object(DatetimeScope, "__init__", scope) if DatetimeScope else contextlib.nullcontext()
    with freeze_time(at), pinned:
        yield


# The errors of evaluating: dbtplan tells them in the same words. All others are Dagster's own business to word.
EXACT = ("UndefinedError: ", "ZeroDivisionError: ", "TypeError: ", "Environment variable ")
SIGNATURE = ("__init__()", "__new__()")

# Of several mistakes in one file Dagster tells the first that a run meets. dbtplan judges the shape of the arguments when
# it loads the file, before anything is rendered, so it tells another one there; and a value of the wrong type it names by
# the key, where Python names the function that met it. In these cases only the status counts.
ONLY_STATUS = {"render_before_shape", "project_dir_number", "project_state_number", "complex_key", "unquoted_braces_value",
               "deps_of_a_number", "kinds_of_a_number", "translation_group_is_key"}


def describe(error, only_status):
    while type(error).__name__ in ("ComponentTreeException", "DagsterExecutionStepExecutionError") and error.__cause__:
        error = error.__cause__
    lines = [line for line in str(error).splitlines() if line.strip()]
    if isinstance(error, ResolutionException):
        line = lines[-1]
    else:
        line = f"{type(error).__name__}: {lines[0] if lines else ''}"
    exact = not only_status and line.startswith(EXACT) and not any(word in line for word in SIGNATURE)
    return f"! {line}" if exact else f"!~ {line}"


def told(text):
    """A transcript without the words of the errors that are told by the exit status: some name whichever asset came first,
    and of their classes some have moved from module to module."""
    return re.sub(r"^!~ (?:\w+\.)*(\w+).*", r"!~ \1", text, flags=re.MULTILINE)


FORK = multiprocessing.get_context("fork")
ENDED = FORK.Event()  # what is left of the cases is not wanted


def transcript(case: Path) -> str:
    return "" if ENDED.is_set() else Case(case).transcript()


def transcripts(cases):
    """Each case with its transcript, in order; as many at once as there are processors."""
    processes = min(len(cases), os.cpu_count())
    if processes < 2:
        yield from ((case, transcript(case)) for case in cases)
        return
    manifest_of(HERE / "dbt")  # parsed once for all processes
    pool = FORK.Pool(processes, maxtasksperchild=200)
    try:
        yield from zip(cases, pool.imap(transcript, cases))
    finally:  # not by `terminate`: Dagster takes SIGTERM for itself, and a worker that waits would be waited for
        ENDED.set()
        pool.close()
        pool.join()


def main():
    parser = argparse.ArgumentParser(description="records the cases of the oracle")
    parser.add_argument("--check", action="store_true", help="compare with what is recorded, write nothing")
    parser.add_argument("--part", type=int, default=1)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("case", nargs="*")
    options = parser.parse_args()
    logging.disable(logging.CRITICAL)
    cases = [Path(name).resolve() for name in options.case] or sorted(path.parent for path in HERE.glob("*/*/launches"))
    begun = time.time()
    cases = cases[int(begun // 86400) % options.part::options.part]
    differing = done = 0
    for case, text in transcripts(cases):
        if options.minutes and time.time() - begun > 60 * options.minutes:
            break
        done += 1
        expected = case / "expected"
        before = expected.read_text() if expected.exists() else ""
        if told(text) == told(before):
            continue
        differing += 1
        name = str(case.relative_to(HERE))
        if options.check:
            sys.stdout.writelines(difflib.unified_diff(
                before.splitlines(True), text.splitlines(True), f"{name}: recorded", f"{name}: now"))
        else:
            expected.write_text(text)
            print(f"recorded {name}")
    print(f"{done} of {len(cases)} cases, {differing} differ")
    if options.check:
        print(f"{done - differing} passed, {differing} failed")
    return 1 if options.check and differing else 0


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    shutil.rmtree(SCRATCH, ignore_errors=True)
    os._exit(status)  # Python would walk for minutes through what hundreds of loads have left
