"""Records what Dagster's DailyPartitionsDefinition (UTC) does: counts, keys, windows, which keys it takes.

    python record_daily.py [SEED] [DEFINITIONS] > daily.tsv

Rows: `def` start end minute_offset hour_offset fmt end_offset now count first_key last_key
      `key` key taken window_start window_end          (of the definition above it; no window for a key not taken)
Times are naive ISO 8601 in UTC; a bound that was given as text begins with "text:". An empty field is "not given".
`count` is get_num_partitions.
"""

import random
import sys
from datetime import datetime, timedelta, timezone

from dagster import DailyPartitionsDefinition
from dagster._core.definitions.partitions.context import partition_loading_context

FORMATS = ["", "", "", "%Y-%m-%d", "%Y-%m-%d-%H:%M", "%Y%m%d", "%Y-%m-%d %H:%M:%S", "%d/%m/%y", "%Y-%m-%dT%H:%M:%S%z",
           "%Y-%j", "%G-W%V-%u", "%b %d, %Y", "%Y-%m"]


def choose(rng):
    start = datetime(2023, 1, 1) + timedelta(days=rng.randint(-30, 500))
    kind = rng.random()
    if kind < 0.3:
        start += timedelta(hours=rng.randint(0, 23), minutes=rng.choice([0, 0, 15, 30, 59]))
    if kind < 0.05:
        start += timedelta(seconds=rng.randint(0, 59), microseconds=rng.choice([0, 1, 500000]))
    minute = rng.choice([0, 0, 0, 15, 30, 59])
    hour = rng.choice([0, 0, 0, 3, 16, 23])
    end = None
    if rng.random() < 0.4:
        end = start + timedelta(days=rng.randint(-1, 40), hours=rng.choice([0, 0, 1, 5, 23]))
    now = start + timedelta(days=rng.randint(-4, 45), hours=rng.choice([0, 0, 3, 12, 16]), minutes=rng.choice([0, 0, 15, 59]),
                            seconds=rng.choice([0, 0, 1]))
    if rng.random() < 0.3:
        now = now.replace(hour=hour, minute=minute, second=0)
    now = now.replace(microsecond=0)
    offset = rng.choice([0, 0, 0, 1, 2, 7, -1, -2, -10])
    fmt = rng.choice(FORMATS)
    as_text = fmt in ("", "%Y-%m-%d", "%Y%m%d") and rng.random() < 0.5
    return start, end, minute, hour, fmt, offset, now, as_text


def bound(value, fmt, as_text):
    if value is None:
        return None, ""
    if as_text:
        text = value.strftime(fmt or "%Y-%m-%d")
        return text, "text:" + text
    return value, value.isoformat()


def near(key, rng):
    """The key itself and keys that are nearly right."""
    yield key
    yield key + "x"
    yield " " + key
    yield key + " "
    yield key[:-1]
    yield key + "+0000"
    yield key + "+0100"
    yield key.replace("-0", "-")
    yield key.replace("00", "30", 1)
    at = rng.randrange(len(key))
    yield key[:at] + rng.choice("0123456789") + key[at + 1:]


def candidates(definition, keys, now, rng):
    chosen = [keys[0], keys[-1], rng.choice(keys)] if keys else []
    for key in chosen:
        yield from near(key, rng)
    for time in (definition.start - timedelta(days=1), definition.start, definition.start + timedelta(hours=7),
                 now, now + timedelta(days=1), now + timedelta(days=3), now - timedelta(days=1)):
        yield time.strftime(definition.fmt)
    yield ""
    yield "2023-1-5"
    yield "2023-01-05"
    yield "not a key"


def show(time):
    return time.astimezone(timezone.utc).replace(tzinfo=None).isoformat()


def main():
    rng = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
    for _ in range(int(sys.argv[2]) if len(sys.argv) > 2 else 60):
        start, end, minute, hour, fmt, offset, now, as_text = choose(rng)
        start_value, start_field = bound(start, fmt, as_text)
        end_value, end_field = bound(end, fmt, as_text)
        definition = DailyPartitionsDefinition(
            start_date=start_value, end_date=end_value, minute_offset=minute, hour_offset=hour,
            fmt=fmt or None, end_offset=offset)
        aware = now.replace(tzinfo=timezone.utc)
        with partition_loading_context(aware):
            keys = list(definition.get_partition_keys())
            if definition.get_num_partitions() == 0:
                keys = []  # an end_date within the first window: one key is listed, none is taken
            first, last = (keys[0], keys[-1]) if keys else ("", "")
            print("def", start_field, end_field, minute, hour, fmt, offset, now.isoformat(), definition.get_num_partitions(), first, last, sep="\t")
            for key in dict.fromkeys(candidates(definition, keys, aware, rng)):
                taken = definition.has_partition_key(key)
                window = definition.time_window_for_partition_key(key) if taken else None
                print("key", key, int(taken), show(window.start) if window else "", show(window.end) if window else "", sep="\t")


main()
