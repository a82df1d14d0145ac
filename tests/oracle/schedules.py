"""Schedules, zones and instants for compare_cron.py and record_cron.py, and what the real Dagster says of them.

Schedules are walks over grammar/cron.ebnf; instants lie around the changes of the offsets of a zone, in 1971 to 2023, so that
newer time zone databases agree.
"""
import datetime
import itertools
import pathlib
import random
import zoneinfo

from dagster._utils import schedules as dagster_schedules

from derive import Reader

EBNF = pathlib.Path(__file__).resolve().parents[2] / "grammar" / "cron.ebnf"
RULES = Reader(EBNF.read_text(encoding="utf-8")).rules()
RANGES = {"MINUTE": (0, 59), "HOUR": (0, 23), "DAY": (1, 31), "MONTH": (1, 12), "WEEKDAY": (0, 7), "NTH": (1, 5)}
FIELDS = ("minutes", "hours", "days", "months", "weekdays")
UTC = datetime.timezone.utc
FIRST, LAST = (int(datetime.datetime(year, 1, 1, tzinfo=UTC).timestamp()) for year in (1971, 2023))
DAY = 86400

# What people write, and what meets changes of the clock.
COMMON = ["0 0 * * *", "0 * * * *", "0 0 1 * *", "0 0 * * 0", "30 2 * * *", "0 2 * * *", "15 1 * * *", "59 3 * * *", "0 1 * * 1-5",
          "30 0 * * *", "0 23 * * *", "45 23 * * *", "*/5 * * * *", "*/15 * * * *", "0,30 * * * *", "0 */6 * * *", "0 0-4 * * *",
          "*/20 0-4 * * *", "7 * * * *", "30 * * * *", "30 2 * * 0", "30 2 * * 7", "0 0 * * 1,3", "30 1 28 * *", "0 3 15 * *", "0 0 L * *",
          "30 1 * * 1#2", "0 2 * * L5", "0 12 1 1 *", "30 2 1-7 * 0", "* 1,2 * * *", "* * * 3,4,10,11 0", "10 0 29 2 *", "* * * * *",
          "*/30 23,0,1 * * *", "0 4 * * 0", "@daily", "@hourly", "@weekly", "@monthly", "@yearly", "0 0 15 * 1", "30 1-3 1,L * *"]
JUNK = list("0123456789*/-,#?LlRrHhW @_.x\x1c\t+(") + [
    "mon", "jan", "sun-sat", "*/", "1-5", "59", "24", "32", "00", " 5", "h(1-5)", "0-0", "0-31", "*,", "#5", "l7", "5-l"]


class Draw:
    def __init__(self, seed):
        self.random = random.Random(seed)

    # ---- schedules ----

    def terminal(self, name):
        r = self.random
        if name == "BLANK":
            return r.choice([" "] * 9 + ["  ", " \x0b ", "\r", "\x1e"])
        if name == "STEP":
            return str(r.choice([1, 2, 3, 5, 6, 7, 10, 12, 15, 20, 30, 59, 90, r.randint(1, 70)]))
        low, high = RANGES[name]
        return "0" * (r.random() < 0.05) + str(r.randint(low, high))

    def walk(self, node):
        kind, parts = node
        r = self.random
        if kind == "literal":
            return parts.upper() if r.random() < 0.2 else parts
        if kind == "terminal":
            return self.terminal(parts)
        if kind == "rule":
            return self.walk(RULES[parts])
        if kind == "sequence":
            return "".join(map(self.walk, parts))
        if kind == "optional":
            return self.walk(parts) if r.random() < 0.3 else ""
        if kind == "repeated":
            return "".join(self.walk(parts) for _ in range(r.choice([0, 0, 0, 1, 1, 2, 6])))
        return self.walk(r.choice(parts))

    def sentence(self):
        """Any sentence of the grammar; half of the fields are `*`, so that not all are rare."""
        r = self.random
        if r.random() < 0.05:
            return self.walk(RULES["alias"])
        fields = ["*" if r.random() < 0.45 else self.walk(RULES[field]) for field in FIELDS]
        return self.terminal("BLANK").join(fields)

    def damaged(self, text):
        r = self.random
        for _ in range(r.choice([1, 1, 1, 2, 3])):
            at = r.randrange(len(text) + 1)
            junk = r.choice(JUNK)
            text = r.choice([text[:at] + text[at + 1:], text[:at] + junk + text[at:], text[:at] + junk + text[at + 1:], text[:at]])
        return text

    def clock_schedule(self):
        """One of the hours in which clocks change."""
        r = self.random
        minute = r.choice(["0", "30", "59", "*/15", "0,45", "*", str(r.randint(0, 59))])
        hour = r.choice(["0", "1", "2", "3", "23", "0-3", "1,2", "*", "*", "22-2", "*/2", "0-23", str(r.randint(0, 23))])
        day = r.choice(["*"] * 5 + ["1", "15", "L", "1-7", "28", "29"])
        month = r.choice(["*"] * 4 + ["3-4,10-11", "*/2"])
        return " ".join([minute, hour, day, month, r.choice(["*"] * 4 + ["0", "0,6", "1-5", "0#1", "L0"])])

    def schedule(self):
        """One that Dagster takes and dbtplan reads."""
        while True:
            kind = self.random.random()
            text = (self.random.choice(COMMON) if kind < 0.35 else self.clock_schedule() if kind < 0.75 else self.sentence())
            if is_valid(text) == "1" and not is_random(text):
                return text

    # ---- instants ----

    def start(self, changes):
        """Shortly before a change of the offset, at a full or an odd time."""
        r = self.random
        near = r.choice(changes) if changes else r.randint(FIRST, LAST)
        before = r.choice([0, 1, 3600, 7200, r.randint(0, 3 * DAY), r.randint(0, 3 * DAY), r.randint(0, 40 * DAY)])
        return near - near % 60 - before if r.random() < 0.3 else (near - before) // 1800 * 1800


# ---- zones ----


def offset_at(zone, instant):
    return datetime.datetime.fromtimestamp(instant, zone).utcoffset()


def changes_of(name):
    """The instants at which the offset of a zone changes."""
    zone = zoneinfo.ZoneInfo(name)
    found = []
    for at in range(FIRST, LAST - 20 * DAY, 10 * DAY):
        low, high = at, at + 10 * DAY
        if offset_at(zone, low) == offset_at(zone, high):
            continue
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if offset_at(zone, middle) == offset_at(zone, low) else (low, middle)
        found.append(high)
    return found


def zones():
    return sorted(name for name in zoneinfo.available_timezones() if not name.startswith(("posix", "right")) and name != "localtime")


# ---- the real thing ----


def pin_clock(at=datetime.datetime(2026, 7, 1, tzinfo=UTC)):
    """Dagster asks for today's offset of a zone; dbtplan has the one of this day."""
    dagster_schedules.has_nonzero_minute_offset = (
        lambda name: at.astimezone(dagster_schedules.get_timezone(name)).utcoffset().total_seconds() % 3600 != 0)


def is_random(text):
    return any(field.lower().startswith("r") for field in text.split())


def is_valid(text):
    try:
        return "01"[dagster_schedules.is_valid_cron_string(text)]
    except Exception as error:
        return f"raises {type(error).__name__}"


def shown(tick):
    return f"{int(tick.timestamp())}/{tick.replace(tzinfo=None, fold=0).isoformat()}/{tick.fold}"


def forward(text, zone, start, count):
    """The first ticks, as the windows of a definition that starts there, and the exception that ended them."""
    ticks = []
    try:
        iterator = dagster_schedules.cron_string_iterator(start, text, zone)
        for tick in itertools.dropwhile(lambda tick: tick.timestamp() < start, iterator):
            ticks.append(shown(tick))
            if len(ticks) == count:
                break
    except Exception as error:
        return ticks, type(error).__name__
    return ticks, None


def backward(text, zone, instant):
    """The last tick at or before an instant, by reverse iteration; an exception's name."""
    try:
        return str(int(next(dagster_schedules.reverse_cron_string_iterator(instant, text, zone)).timestamp()))
    except Exception as error:
        return type(error).__name__


def instant_of(tick):
    return int(tick.split("/")[0])


def is_in_order(ticks):
    return all(instant_of(one) < instant_of(next) for one, next in itertools.pairwise(ticks))


def on_days_that_exist(ticks, zone):
    """Without those of days that the zone leaves out."""
    def exists(tick):
        day = datetime.datetime.fromisoformat(tick.split("/")[1]).replace(tzinfo=zoneinfo.ZoneInfo(zone))
        return day.replace(fold=1).utcoffset() - day.replace(fold=0).utcoffset() < datetime.timedelta(days=1)
    return [tick for tick in ticks if exists(tick)]
