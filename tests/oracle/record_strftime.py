"""Records what datetime.strftime prints: every code, with and without glibc's flags, widths and modifiers.

    python record_strftime.py [SEED] [ROWS] > strftime.tsv

Rows: time zone format result. The time is naive ISO 8601; the zone is `naive`, `UTC` (datetime.timezone.utc), a name
(ZoneInfo) or an offset in seconds. In formats and results `\\`, TAB and LF are escaped as `\\\\`, `\\t` and `\\n`.
"""

import itertools
import random
import sys
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

CODES = "aAbBcCdDeFgGhHIjklmMnpPrRsStTuUVwWxXyYzZ%fELNOQqv+:"
TIMES = [datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999999), datetime(2023, 1, 5, 3, 4, 5, 67),
         datetime(2024, 2, 29, 12), datetime(2024, 12, 30, 0, 30), datetime(2021, 1, 3, 23), datetime(987, 6, 5, 13, 0, 9)]
ZONES = {"naive": None, "UTC": timezone.utc, "Etc/UTC": ZoneInfo("Etc/UTC"),
         "-12600": timezone(timedelta(seconds=-12600)), "19815": timezone(timedelta(seconds=19815))}


def escape(text):
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def conversion(rng):
    flags = "".join(rng.choice("_-0^#") for _ in range(rng.choice([0, 1, 1, 2])))
    width = str(rng.choice([0, 1, 2, 3, 5, 12, 30])) if rng.random() < 0.5 else ""
    return "%" + flags + width + rng.choice(["", "", "", "E", "O"]) + rng.choice(CODES)


def formats(rng, count):
    for code in CODES:
        for _ in range(4):
            yield "%" + code
        for flag, modifier in itertools.product(["", "_", "-", "0", "^", "#"], ["", "E", "O"]):
            yield "%" + flag + modifier + code
    yield from ("%Y-%m-%d", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f%z", "%-d", "%_d", "%05d", "%^a", "%#Z", "100%", "%")
    for _ in range(count):
        yield rng.choice(["", "é ", "x"]) + "".join(conversion(rng) + rng.choice(["", " ", "-"]) for _ in range(rng.randint(1, 3)))


def main():
    rng = random.Random(int(sys.argv[1]) if len(sys.argv) > 1 else 7)
    for text in formats(rng, int(sys.argv[2]) if len(sys.argv) > 2 else 2500):
        time, zone = rng.choice(TIMES), rng.choice(list(ZONES))
        print(time.isoformat(), zone, escape(text), escape(time.replace(tzinfo=ZONES[zone]).strftime(text)), sep="\t")


main()
