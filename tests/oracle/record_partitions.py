"""Records what Dagster's partitions definitions do: which windows and keys they have, which keys they take, and into which
ranges a backfill puts a set of keys.

    python record_partitions.py [--seed N] [--count N] [--zones all] > partitions.tsv

Without --zones some 40 zones and only times before 2024, which no release of the time zone database changes any more; with
it every zone at least once, over its own changes of offset. tests/unit/test_partition_table.c replays the rows:

    windows  kind start end minute hour day fmt timezone end_offset cron excluded_times excluded_crons
    static   keys                      lists are parted by ';', an empty field is "not given"
    multi    name name                 of the two definitions above it
    refused  words                     of the definition above it
    begin                              the windows of the definition above it, from the first one on:
    next     key start end
    now      time count first last     which partitions exist then
    key      key taken start end       whether it is one; its window
    ranges   most keys ranges          a backfill of these keys, `most` partitions a run (0: all), in the order of texts
"""

import argparse
import collections
import itertools
import random
import signal
import sys
import zoneinfo
from datetime import datetime, timedelta, timezone

import dagster as dg
from dagster._core.definitions.automation_tick_evaluation_context import _build_run_requests_with_backfill_policy
from dagster._core.definitions.partitions.context import partition_loading_context
from dagster._time import dst_safe_strftime
from dagster._utils.schedules import cron_string_iterator, reverse_cron_string_iterator

from schedules import pin_clock

START_TAG, END_TAG = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"
SAMPLE_ZONES = """UTC UTC UTC America/New_York Europe/Berlin Asia/Kolkata Australia/Lord_Howe America/St_Johns America/Sao_Paulo
    America/Havana Asia/Beirut Africa/Cairo Pacific/Apia Europe/London Europe/Dublin Asia/Tehran Asia/Kathmandu
    Pacific/Chatham America/Caracas Antarctica/Troll Africa/Casablanca Asia/Gaza America/Asuncion Asia/Amman Etc/GMT+5
    America/Santiago Pacific/Easter Atlantic/Azores America/Scoresbysund Asia/Tokyo Australia/Sydney Europe/Moscow
    America/Phoenix Asia/Pyongyang Africa/Monrovia Pacific/Auckland America/Toronto""".split()
CRONS = ["0 0 * * *", "0 0 * * *", "0 * * * *", "0 * * * *", "30 * * * *", "*/15 * * * *", "*/5 * * * *", "0,30 * * * *",
         "7,19,41 * * * *", "*/7 * * * *", "30 2 * * *", "0 1 * * *", "15 3 * * *", "59 23 * * *", "0 0 * * 1", "30 2 * * 0",
         "0 12 * * 6", "0 0 1 * *", "30 1 28 * *", "0 0 15 * *", "0 */6 * * *", "0 9-17 * * 1-5", "0 0 L * *", "0 0 * * 1#1",
         "0 0 * * L5", "0 0 13 * 5", "0 2,3 * * *", "30 1,2 * * *", "*/30 1-3 * * *", "0 0 29 2 *", "0 0 31 * *", "@daily",
         "@hourly", "@weekly", "@monthly", "0 0 1 1 *", "0 0 1-7 * 1", "0 0 * * MON,WED", "0 3 * JAN,JUL *", "* * * * *",
         "0 0 * * 7", "0 0 */2 * *", "5 4 * * sun", "0 22 * * 1-5", "0-30/10 2 * * *"]
BAD_CRONS = ["61 * * * *", "* * * *", "", "a b c d e", "0 0 30 2 *", "0 24 * * *", "* * * * * *", "0 0 * * 8", "0 0 0 * *",
             "@sometimes", "5-1 * * * *", "*/0 * * * *"]
EXCLUDED_CRONS = ["0 0 * * 6", "0 0 * * 0,6", "0 0-6 * * *", "0 1 * * *", "0 2 * * *", "30 2 * * *", "0 0 1 * *",
                  "*/30 * * * *", "0 12 * * *", "15 * * * *"]
FORMATS = ["", "", "", "", "%Y-%m-%d", "%Y-%m-%d-%H:%M", "%Y-%m-%d-%H:%M", "%Y%m%d", "%Y-%m-%d %H:%M:%S", "%d/%m/%y",
           "%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%dT%H:%M%z", "%Y-%j", "%G-W%V-%u", "%b %d, %Y", "%Y-%m", "%Y-%m-%d-%H"]
KINDS = {"hourly": dg.HourlyPartitionsDefinition, "daily": dg.DailyPartitionsDefinition,
         "weekly": dg.WeeklyPartitionsDefinition, "monthly": dg.MonthlyPartitionsDefinition}
END = 1704067200  # 2024-01-01: where windows end
REGIONS = ["eu", "us", "asia", "africa", "a b", "x-1", "Ünï", "'q'"]


def row(*fields):
    for field in fields:
        assert not set(str(field)) & set("\t\n\r"), fields
    print(*fields, sep="\t")


def zone_of(name):
    return timezone.utc if name == "UTC" else zoneinfo.ZoneInfo(name)


def changes(name, first, last):
    """The instants at which the offset of a zone changes."""
    zone, found, step = zone_of(name), [], 7 * 86400
    offset = lambda at: datetime.fromtimestamp(at, zone).utcoffset()  # noqa: E731
    for at in range(first, last, step):
        if offset(at) == offset(at + step):
            continue
        low, high = at, at + step
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if offset(middle) == offset(low) else (low, middle)
        found.append(high)
    return found


# ---- choosing ----


class Spec:
    """The arguments of a time-window definition, as a row has them."""

    def __init__(self, rng, tz, around):
        self.kind = rng.choice(["hourly", "daily", "daily", "weekly", "monthly", "time_window", "time_window", "time_window"])
        self.tz, self.cron = tz, rng.choice(CRONS) if self.kind == "time_window" else ""
        self.minute = rng.choice([0, 0, 0, 15, 30, 59])
        self.hour = 0 if self.kind == "hourly" else rng.choice([0, 0, 0, 1, 2, 3, 16, 23])
        self.day = {"weekly": rng.choice([0, 0, 1, 6]), "monthly": rng.choice([0, 1, 5, 15, 28])}.get(self.kind, 0)
        if self.kind == "time_window":
            self.minute = self.hour = self.day = 0
        self.fmt = rng.choice(FORMATS)
        if self.kind == "time_window" and not self.fmt:
            self.fmt = rng.choice(["%Y-%m-%d-%H:%M", "%Y-%m-%d-%H:%M", "%Y-%m-%d"])
        self.end_offset = rng.choice([0, 0, 0, 0, 1, 2, 7, -1, -2, -10])
        self.start = self.choose_start(rng, around)
        self.end = None
        if rng.random() < 0.3:
            self.end = self.start + rng.choice([-1, 0, 1, 5, 20, 60]) * self.pace() + timedelta(hours=rng.choice([0, 0, 1, 5]))
        self.excluded_times, self.excluded_crons = [], []
        self.as_text = rng.random() < 0.4 and self.fmt in ("", "%Y-%m-%d", "%Y%m%d", "%Y-%m-%d-%H:%M")

    def pace(self):
        fields = self.cron.split()
        if self.kind == "hourly" or self.cron == "@hourly" or (len(fields) == 5 and fields[1] == "*"):
            minute = fields[0] if fields else "0"
            return timedelta(minutes=1 if minute == "*" else 10 if set(minute) & set("/,") else 60)
        if self.kind == "weekly" or self.cron == "@weekly":
            return timedelta(days=7)
        if self.kind == "monthly" or self.cron in ("@monthly", "0 0 29 2 *", "0 0 1 1 *"):
            return timedelta(days=30)
        return timedelta(days=1)

    def choose_start(self, rng, around):
        start = datetime.fromtimestamp(around, zone_of(self.tz)).replace(tzinfo=None, microsecond=0, fold=0)
        start -= rng.randint(0, 12) * self.pace()
        if self.pace() >= timedelta(days=1) and rng.random() < 0.6:
            start = start.replace(hour=0, minute=0, second=0)
        elif rng.random() < 0.7:
            start = start.replace(minute=rng.choice([0, 0, 15, 30]), second=0)
        if rng.random() < 0.05:
            start += timedelta(seconds=rng.randint(0, 59), microseconds=rng.choice([0, 1, 500000]))
        return start

    def exclude(self, rng, windows):
        if rng.random() < 0.75:
            return
        self.excluded_times = [window.start.replace(tzinfo=None, fold=0) for window in rng.sample(windows, min(len(windows), 4))]
        if rng.random() < 0.5:
            self.excluded_times = []
        if rng.random() < 0.5 or not self.excluded_times:
            self.excluded_crons = rng.sample(EXCLUDED_CRONS, rng.choice([1, 1, 2]))

    def bound(self, time):
        if time is None or not self.as_text:
            return time, "" if time is None else time.isoformat()
        fmt = self.fmt or ("%Y-%m-%d-%H:%M" if self.kind == "hourly" else "%Y-%m-%d")
        return time.strftime(fmt), "text:" + time.strftime(fmt)

    def make(self):
        exclusions = [*self.excluded_times, *self.excluded_crons] or None
        common = {"end_offset": self.end_offset, "timezone": self.tz, "exclusions": exclusions}
        start, end = self.bound(self.start)[0], self.bound(self.end)[0]
        if self.kind == "time_window":
            return dg.TimeWindowPartitionsDefinition(start=start, end=end, fmt=self.fmt, cron_schedule=self.cron, **common)
        if self.kind != "hourly":
            common["hour_offset"] = self.hour
        if self.day:
            common["day_offset"] = self.day
        return KINDS[self.kind](start_date=start, end_date=end, minute_offset=self.minute, fmt=self.fmt or None, **common)

    def write(self):
        row("windows", self.kind, self.bound(self.start)[1], self.bound(self.end)[1], self.minute, self.hour, self.day,
            self.fmt, self.tz, self.end_offset, self.cron, ";".join(time.isoformat() for time in self.excluded_times),
            ";".join(self.excluded_crons))


# ---- asking ----


def show(time):
    return time.isoformat()


def near(key, rng):
    """The key itself and keys that are nearly right."""
    yield key
    yield rng.choice([key + "x", " " + key, key + " ", key[:-1]])
    yield key + rng.choice(["+0000", "+0100", "-0500", "Z"])
    yield key.replace("-0", "-")
    yield key.replace("00", "30", 1)
    at = rng.randrange(len(key)) if key else 0
    yield key[:at] + rng.choice("0123456789") + key[at + 1:]


def candidates(definition, keys, windows, now, rng):
    for key in [keys[0], keys[-1], *rng.sample(keys, min(3, len(keys)))] if keys else []:
        yield from near(key, rng)
    for window in rng.sample(windows, min(4, len(windows))):
        yield window.start.strftime(definition.fmt)
        yield window.start.strftime(definition.fmt) + window.start.strftime("%z")
        yield (window.start + timedelta(minutes=rng.choice([30, 60, 90]))).strftime(definition.fmt)
    zone = zone_of(definition.timezone)
    for days in (-3, -1, 0, 1, 3):
        yield datetime.fromtimestamp(now + days * 86400, zone).strftime(definition.fmt)
    yield from ("", "2023-1-5", "2023-01-05", "not a key")


def partition_keys(definition):
    """Those that Dagster lists and takes: an end within the first window makes it list one that it does not take."""
    if isinstance(definition, dg.TimeWindowPartitionsDefinition):
        first, last = definition.get_first_partition_window(), definition.get_last_partition_window()
        if not first or not last or last.start.timestamp() < first.start.timestamp():
            return []
    elif isinstance(definition, dg.MultiPartitionsDefinition):
        if not all(partition_keys(dimension.partitions_def) for dimension in definition.partitions_defs):
            return []
    return list(definition.get_partition_keys())


def window_of(definition, key):
    """None of a multi definition with another number of dimensions of time than one, where the run gets none either."""
    dimensions = getattr(definition, "partitions_defs", [])
    if dimensions and sum(isinstance(d.partitions_def, dg.TimeWindowPartitionsDefinition) for d in dimensions) != 1:
        return "", ""
    window = definition.time_window_for_partition_key(key)
    return show(window.start), show(window.end)


def ask_key(definition, key):
    if set(key) & set("\t\n\r\0") or len(key) > 200:
        return
    taken = definition.has_partition_key(key)
    row("key", key, int(taken), *(window_of(definition, key) if taken else ("", "")))


def ask_ranges(definition, keys, rng):
    chosen = set()
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(keys))
        chosen.update(filter(definition.has_partition_key, keys[at:at + rng.choice([1, 1, 2, 3, 8])]))
    if not chosen:
        return
    most = rng.choice([0, 0, 1, 2, 3, 5])
    policy = dg.BackfillPolicy.multi_run(most) if most else dg.BackfillPolicy.single_run()
    requests = _build_run_requests_with_backfill_policy([], [], policy, frozenset(chosen), definition, {}, None)
    ranges = sorted((f"{r.tags[START_TAG]}...{r.tags[END_TAG]}" for r in requests), key=str.encode)
    row("ranges", most, ";".join(sorted(chosen)), ";".join(ranges))


def ask_at(definition, now, more_keys, rng):
    for dimension in [definition, *(d.partitions_def for d in getattr(definition, "partitions_defs", []))]:
        if isinstance(dimension, dg.TimeWindowPartitionsDefinition):
            check_last(dimension, now)
    with partition_loading_context(datetime.fromtimestamp(now, timezone.utc)):
        keys = partition_keys(definition)
        row("now", datetime.fromtimestamp(now, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S"), len(keys), *(keys[:1] + keys[-1:] or ["", ""]))
        for key in dict.fromkeys(more_keys(keys)):
            ask_key(definition, key)
        if keys and len(set(keys)) == len(keys) and len(keys) < 400 and not any(";" in key for key in keys):
            ask_ranges(definition, keys, rng)


def nows(windows, rng):
    for window in rng.sample(windows, min(3, len(windows))):
        yield int(window.end.timestamp()) + rng.choice([0, 0, 0, -1, 1, 1800, -1800, 3600])


def key_of(definition, window):
    return dst_safe_strftime(window.start, definition.timezone, definition.fmt, definition.cron_schedule)


def check_agreement(definition, count):
    windows = some_windows(definition, count)
    for before, window in zip(windows, windows[1:]):
        first, last = before.start.timestamp(), window.start.timestamp()
        for at in (first + 1, first + (last - first) // 2, last - 1):
            if next(iter(definition._iterate_time_windows(at))) != window:
                raise Contradiction


def check_last(definition, now):
    """The last partition comes from an iteration backwards."""
    schedule = definition.cron_schedule, definition.timezone
    ticks = (tick.timestamp() for tick in cron_string_iterator(definition.start_timestamp, *schedule))
    *_, last = [None, *itertools.takewhile(lambda tick: tick <= now, ticks)]
    if last and next(reverse_cron_string_iterator(now, *schedule)).timestamp() != last:
        raise Contradiction


def write_windows(definition, windows):
    row("begin")
    for window in windows:
        row("next", key_of(definition, window), show(window.start), show(window.end))


def some_windows(definition, count):
    windows = definition._iterate_time_windows(definition.start_timestamp)
    windows = itertools.takewhile(lambda window: window.end.timestamp() < END, windows)
    return list(itertools.islice(windows, count))


def record_windows(rng, tz, around, length=40):
    spec = Spec(rng, tz, around)
    spec.exclude(rng, some_windows(spec.make(), length))
    definition = spec.make()
    windows = some_windows(definition, length)
    check_agreement(definition, length + 20)
    spec.write()
    write_windows(definition, windows)
    for now in nows(windows, rng):
        ask_at(definition, now, lambda keys, now=now: candidates(definition, keys, windows, now, rng), rng)
    return definition, windows


def record_static(rng):
    keys = rng.sample(REGIONS, rng.randint(1, 5))
    row("static", ";".join(keys))
    return dg.StaticPartitionsDefinition(keys)


def multi_candidates(keys, rng):
    for key in rng.sample(keys, min(4, len(keys))):
        yield from near(key, rng)
        yield "|".join(reversed(key.split("|")))
        yield key.split("|")[0]
        yield key + "|" + key
    yield from ("", "|", "a|b")


def record_multi(rng, tz, around):
    """A definition of time, and one of keys or another of time."""
    time, windows = record_windows(rng, tz, around, length=12)
    other = record_windows(rng, tz, around, length=6)[0] if rng.random() < 0.2 else record_static(rng)
    names = rng.sample(["date", "region", "a", "z", "Zone"], 2)
    row("multi", *names)
    definition = dg.MultiPartitionsDefinition(dict(zip(names, [time, other])))
    for now in nows(windows, rng):
        ask_at(definition, now, lambda keys: multi_candidates(keys, rng), rng)


def record_refused(rng, cron):
    spec = Spec(rng, "UTC", 1700000000)
    spec.kind, spec.cron, spec.fmt, spec.as_text = "time_window", cron, "%Y-%m-%d", False
    spec.minute = spec.hour = spec.day = 0
    if cron and rng.random() < 0.3:
        spec.cron, spec.excluded_crons = "0 0 * * *", ["0 0 * * 6", cron, cron]
    write_refused(spec.write, spec.make)


def write_refused(write, make):
    write()
    try:
        make()
    except Exception as error:
        row("refused", str(error))


def record_bad_keys():
    for keys in (["a", "b", "a"], ["x...y"], ["a|b", "c"], ["it's", "it's", 'q"', 'q"'], [], ["\\", "\\"]):
        write_refused(lambda: row("static", ";".join(keys)), lambda: dg.StaticPartitionsDefinition(keys))
    row("static", "a,b")
    row("static", "c")
    bad, good = dg.StaticPartitionsDefinition(["a,b"]), dg.StaticPartitionsDefinition(["c"])
    write_refused(lambda: row("multi", "x", "y"), lambda: dg.MultiPartitionsDefinition({"x": bad, "y": good}))


# ---- the table ----


class Contradiction(Exception):
    """Dagster finds another window than the one that it enumerates: near a change of a zone's offset its iterations depend
    on where they begin and on their direction (runtime/time/cron.h)."""


class TooLong(Exception):
    """Dagster looks for ever for a window that is not left out."""


def stop(*_):
    raise TooLong


failed = collections.Counter()


class Held:
    """Holds what one definition prints until Dagster has answered every question, which it must in some seconds."""

    def __enter__(self):
        signal.alarm(4)
        self.out, sys.stdout = sys.stdout, self
        self.text = []
        return self

    def write(self, text):
        self.text.append(text)

    def __exit__(self, kind, error, trace):
        signal.alarm(0)
        sys.stdout = self.out
        if kind is None:
            sys.stdout.write("".join(self.text))
        else:
            failed[f"{kind.__name__}: {error}"[:90]] += 1
        return kind is not None and issubclass(kind, Exception)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--count", type=int, default=95)
    parser.add_argument("--zones", choices=["all"])
    options = parser.parse_args()
    global END
    END = 4102444800 if options.zones else END
    rng = random.Random(options.seed)
    zones = sorted(zoneinfo.available_timezones() - {"localtime", "Factory"}) if options.zones else SAMPLE_ZONES
    rng.shuffle(zones)
    first, last = (-600000000, 2145916800) if options.zones else (0, END - 100 * 86400)
    asked = held = 0
    known = {}
    pin_clock()
    signal.signal(signal.SIGALRM, stop)
    for tz in itertools.islice(itertools.cycle(zones), max(options.count, len(zones) if options.zones else 0)):
        if tz not in known:
            known[tz] = changes(tz, first, last)
        around = rng.choice(known[tz] or [rng.randrange(0, last)])
        asked += 1
        with Held():
            record_multi(rng, tz, around) if rng.random() < 0.15 else record_windows(rng, tz, around)
            held += 1
    for cron in BAD_CRONS:
        record_refused(rng, cron)
    record_bad_keys()
    print(f"{held} of {asked} definitions; of the others Dagster failed, or contradicts itself:", file=sys.stderr)
    for reason, count in failed.most_common():
        print(f"{count:6}  {reason}", file=sys.stderr)


main()
