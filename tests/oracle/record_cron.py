"""Records which schedules the real Dagster takes, and their ticks around changes of the clock.

    python record_cron.py [SEED] > cron.tsv

Rows: `valid` text verdict; `ticks` text zone anchor from tick…, the ticks from one instant on of a definition that
starts at the anchor, each as instant/wall time/fold. In texts `\\`, TAB, LF and CR are escaped. Every zone is there; what
is known to differ (compare_cron.py) is not recorded.
"""
import bisect
import datetime
import sys
import zoneinfo

from schedules import COMMON, Draw, changes_of, forward, instant_of, is_in_order, is_random, is_valid, pin_clock, zones

TEXTS, DRAWS, TICKS, BEFORE = 2500, 1200, 7, 3
# Each way in which croniter reads something else than one would think.
ODD_TEXTS = [
    "0 0 0-5 * *", "0 0 * 0-3 *", "0 0 0 * *", "0 0 * 0 *", "59/5 * * * *", "5-5 * * * *", "0 0 * * 5-7",
    "0 0 * * 7-1", "0 0 * * 0-7", "0 0 l,1-30 * *", "0 0 5-l * *", "0 0 l-5 * *", "0 0 1-l/2 * *", "*/0 * * * *",
    "*/90 * * * *", "1,,2 * * * *", "* * * *", "* * * * * *", "* * * * * * *", "0 0 30 2 *", "0 0 31 feb 1",
    "0 0 29 2 *", "0 0 30,31 2 *", "0 0 31 4 *", "0 0 ? * ?", "? * * * *", "0 0 ?,1 * *", "h * * * *",
    "H(1-5) * * * *", "0 0 * * mon#1", "0 0 * * mon-fri#2", "0 0 * * 1-5#2", "0 0 * * 1#6", "0 0 * * 1#0",
    "0 0 * * 1,2#3", "0 0 * * *,2#3", "0 0 * * 0-6,2#3", "0 0 * * l5", "0 0 * * l7", "0 0 * * l8", "0 0 * * l",
    "0 0 * jan-feb/2 *", "0 0 * nov-feb/3 *", "0 0 * * sat-tue/2", "22-3/2 * * * *", "0 22-3/2 * * *", "@daily",
    "@DAILY", " @daily", "@reboot", "@every 5m", "", " ", "0 0 * * january", "0 0 * * MON", "0 0 * mon *",
    "00 000 01 * *", "0x1 * * * *", "+1 * * * *", "-1 * * * *", "1- * * * *", "1/ * * * *", "/5 * * * *",
    "**/5 * * * *", "*-5 * * * *", "1-5/2/3 * * * *", "60 * * * *", "0 24 * * *", "0 0 32 * *", "0 0 * 13 *",
    "0 0 * * 8", "99999999999999999999 * * * *", "*/99999999999999999999 * * * *", "0\t0\n*\u000b*\f*",
    "0 0 1-31 * ?", "0 0 1-31 * */2",
]


def escape(text):
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")


def record_texts(draw):
    texts = ODD_TEXTS + COMMON + [draw.sentence() for _ in range(TEXTS // 3)]
    texts += [draw.damaged(draw.sentence()) for _ in range(TEXTS - len(texts))]
    for text in dict.fromkeys(texts):
        if text.isascii() and not is_random(text) and "\x00" not in text:
            print("valid", escape(text), is_valid(text), sep="\t")


def record_ticks(draw, zone, changes):
    """A few ticks before a change and some behind it; False if there are none that may be recorded."""
    text, start = draw.schedule(), draw.start(changes)
    ticks, error = forward(text, zone, start, 60)
    if error or len(ticks) < TICKS or not is_in_order(ticks):
        return False
    change = next((change for change in changes if change > start), start)
    first = max(0, bisect.bisect(ticks, change, key=instant_of) - BEFORE)
    shown = ticks[first:first + TICKS]
    print("ticks", escape(text), zone, start, instant_of(shown[0]), *shown, sep="\t")
    return True


def ranges_over_the_end():
    """Fields with a range that goes over their end, in steps that leave something over and that leave nothing."""
    for pattern, end, size in (("{} 1 1 1 *", 59, 11), ("30 {} 1 * *", 23, 7), ("0 5 {} 6 *", 30, 6), ("0 5 1 {} *", 12, 6), ("0 5 * * {}", 6, 6)):
        for low in range(end - size + 1, end + 1):
            for high in range(end - size + 1 if end < 10 else 1, 5):
                yield from (pattern.format(f"{low}-{high}/{step}") for step in range(1, 6) if high < low)


def record_ranges():
    for text in ranges_over_the_end():
        start = 1704067200
        ticks, error = forward(text, "UTC", start, TICKS)
        if not error and is_in_order(ticks):
            print("ticks", text, "UTC", start, instant_of(ticks[0]), *ticks, sep="\t")


# Times of a day that a change of the clock repeats or leaves out, on days of every form; and on the very day of the month.
LISTED_ZONES = ["America/New_York", "Europe/Berlin", "America/Havana", "America/Santiago", "Australia/Lord_Howe", "Asia/Beirut"]
LISTED = ["* * 0,3", "* * 0-2", "* * *", "* * 0", "* * 6,0,1", "1-31 * *", "*/1 * *", "* 3,4,10,11 *", "1,15,29-31 * *", "l * *", "* * 0#1", "5 * *",
          "* * l0", "*/2 * *", "1-31 * 0", "1,5-9,24-31 * 0,3", "* 3-11 0", "* 3-11 0,1"]  # fmt: skip
TIMES = ["30 0", "30 1", "0 2", "30 2", "0 3", "45 1,2", "*/20 2", "0 *", "30 23"]


def record_around(text, zone, change):
    start = change - 3 * 86400
    ticks, error = forward(text, zone, start, 60)
    first = max(0, bisect.bisect(ticks, change, key=instant_of) - BEFORE)
    if not error and len(ticks) >= first + 5 and is_in_order(ticks):
        print("ticks", text, zone, start, instant_of(ticks[first]), *ticks[first:first + 5], sep="\t")


def record_lists(changes):
    for zone in LISTED_ZONES:
        for change in changes[zone][-2:]:
            for number, time in enumerate(TIMES):
                for days in LISTED[number % 2 :: 2]:
                    record_around(f"{time} {days}", zone, change)
    for zone, times in (("Europe/Berlin", ["30 2"]), ("America/Nuuk", ["30 21", "30 22"]), ("Pacific/Easter", ["30 21"])):
        for change in changes[zone][-24:]:
            day = datetime.datetime.fromtimestamp(change - 3600, zoneinfo.ZoneInfo(zone)).day
            for text in [f"{time} {day} {rest}" for time in times for rest in ("* *", "* 0-6", "1-12 *")]:
                record_around(text, zone, change)


def main():
    draw = Draw(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
    pin_clock()
    record_texts(draw)
    names = zones()
    changes = {zone: changes_of(zone) for zone in names}
    for i in range(DRAWS):
        while not record_ticks(draw, names[i % len(names)], changes[names[i % len(names)]]):
            pass
    record_ranges()
    record_lists(changes)


if __name__ == "__main__":
    main()
