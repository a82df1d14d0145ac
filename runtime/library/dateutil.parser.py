# dateutil.parser: times as people write them, by dateutil's rules (2.9). What it takes for granted, the century of a year of
# two digits and the parts of a date that a text leaves out, it takes from the clock, and so does this.
import calendar
import datetime
import re

from _dbtplan import unsupported
from dateutil.relativedelta import FR, MO, SA, SU, TH, TU, WE, relativedelta
from dateutil.tz import UTC, tzlocal, tzoffset

__all__ = ["parse", "parserinfo", "ParserError", "isoparse", "isoparser", "UnknownTimezoneWarning"]

JUMPS = [" ", ".", ",", ";", "-", "/", "'", "at", "on", "and", "ad", "m", "t", "of", "st", "nd", "rd", "th"]
WEEKDAYS = {"mon": MO, "tue": TU, "wed": WE, "thu": TH, "fri": FR, "sat": SA, "sun": SU}
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
WEEKDAY_NAMES = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
MONTH_NAMES = [
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
]  # fmt: skip
CLOCK_WORDS = ["h", "hour", "hours", "m", "minute", "minutes", "s", "second", "seconds"]
UTC_NAMES = ["UTC", "GMT", "Z", "z"]


def __getattr__(name):
    return unsupported("'dateutil.parser." + name + "'")


class ParserError(ValueError):
    pass


# ---- words ----


def is_jump(word):
    return word.lower() in JUMPS


def half_of_day(word):
    return {"am": 0, "a": 0, "pm": 1, "p": 1}.get(word.lower())


def month_of(word):
    word = word.lower()
    if word in MONTH_NAMES:
        return MONTH_NAMES.index(word) + 1
    return 9 if word == "sept" else MONTHS.index(word) + 1 if word in MONTHS else None


def weekday_of(word):
    word = word.lower()
    return WEEKDAYS.get(word[:3] if word in WEEKDAY_NAMES else word)


def words_of(text):
    """Numbers with their points, letters with theirs, runs of white space as one blank, and single characters."""
    words, at = [], 0
    text = text.replace("\0", "")
    while at < len(text):
        start, has_letter = at, text[at].isalpha()
        kind = "a" if has_letter else "0" if text[at].isdigit() else ""
        at += 1
        if not kind:
            words.append(" " if text[start].isspace() else text[start])
            continue
        while at < len(text):
            c, last = text[at], text[at - 1]
            if kind == "a" and (c.isalpha() or c == "."):
                kind = "a." if c == "." else kind
            elif kind == "0" and (c.isdigit() or c == "." or (c == "," and at - start >= 2)):
                kind = kind if c.isdigit() else "0."
            elif kind == "a." and (c == "." or c.isalpha() or (c.isdigit() and last == ".")):
                kind = "0." if c.isdigit() else kind
            elif kind == "0." and (c == "." or c.isdigit() or (c.isalpha() and last == ".")):
                kind = "a." if c.isalpha() else kind
            else:
                break
            has_letter = has_letter or c.isalpha()
            at += 1
        word = text[start:at]
        if len(kind) == 2 and (has_letter or word.count(".") > 1 or word[-1] in ".,"):
            words += [part for part in re.split("([.,])", word) if part]
        else:
            words.append(word.replace(",", ".") if kind == "0." and "." not in word else word)
    return words


# ---- what is found ----


class Found:
    """The parts of a time; `numbers`: those of the date in their order, `labels`: what is known of some, by their places."""

    def __init__(self):
        self.year = self.month = self.day = self.weekday = None
        self.hour = self.minute = self.second = self.microsecond = self.half = None
        self.name = self.offset = None
        self.numbers, self.labels, self.has_century = [], {}, False

    def is_empty(self):
        parts = (self.year, self.month, self.day, self.weekday, self.hour, self.minute, self.second, self.microsecond)
        return all(part is None for part in parts + (self.half, self.name, self.offset))

    def add(self, number, label=None):
        if isinstance(number, str):
            is_year = number.isdigit() and len(number) > 2
        else:
            is_year = number > 100
        if is_year:
            self.has_century = True
            if label not in (None, "y"):
                raise ValueError(label)
            label = "y"
        self.numbers.append(int(number))
        if label is not None:
            if label in self.labels:
                raise ValueError("it is set already")
            self.labels[label] = len(self.numbers) - 1

    def may_be_day(self, number):
        if "d" in self.labels:
            return False
        if "m" not in self.labels:
            return 1 <= number <= 31
        year = self.numbers[self.labels["y"]] if "y" in self.labels else 2000
        return 1 <= number <= calendar.monthrange(year, self.numbers[self.labels["m"]])[1]

    def by_labels(self):
        if len(self.numbers) == 3 and len(self.labels) == 2:
            label = [label for label in "ymd" if label not in self.labels][0]
            self.labels[label] = [at for at in range(3) if at not in self.labels.values()][0]
        return [self.numbers[self.labels[label]] if label in self.labels else None for label in "ymd"]

    def date(self, yearfirst, dayfirst):
        """Year, month and day; None: it is not said."""
        n, count, named = self.numbers, len(self.numbers), self.labels.get("m")
        if (count == len(self.labels) and count > 0) or (count == 3 and len(self.labels) == 2):
            return self.by_labels()
        if count > 3:
            raise ValueError("More than three YMD values")
        if count == 0:
            return [None, None, None]
        if count == 1 or (named is not None and count == 2):
            month = None if named is None else n[named]
            other = n[0] if named is None else n[named - 1]
            if count == 1 and named is not None:
                return [None, month, None]
            return [other, month, None] if other > 31 else [None, month, other]
        if count == 2:
            if n[0] > 31:
                return [n[0], n[1], None]
            if n[1] > 31:
                return [n[1], n[0], None]
            return [None, n[1], n[0]] if dayfirst and n[1] <= 12 else [None, n[0], n[1]]
        if named == 0:
            return [n[1], n[0], n[2]] if n[1] > 31 else [n[2], n[0], n[1]]
        if named == 1:
            return [n[0], n[1], n[2]] if n[0] > 31 or (yearfirst and n[2] <= 31) else [n[2], n[1], n[0]]
        if named == 2:
            return [n[1], n[2], n[0]] if n[1] > 31 else [n[0], n[2], n[1]]
        if n[0] > 31 or self.labels.get("y") == 0 or (yearfirst and n[1] <= 12 and n[2] <= 31):
            return [n[0], n[2], n[1]] if dayfirst and n[2] <= 12 else [n[0], n[1], n[2]]
        if n[0] > 12 or (dayfirst and n[1] <= 12):
            return [n[2], n[1], n[0]]
        return [n[2], n[0], n[1]]


# ---- numbers ----


def is_number(word):
    return word[0].isdigit() and re.fullmatch(r"\d+\.?\d*", word) is not None


def seconds_of(word):
    whole, _, part = word.partition(".")
    return int(whole), int(part.ljust(6, "0")[:6]) if "." in word else 0


def set_hour(found, number, half):
    hour = int(number)
    found.hour = hour + 12 if half == 1 and hour < 12 else 0 if half == 0 and hour == 12 else hour


def read_clock(found, words, at):
    """`10:30`, `10:30:15.5` from the hour on."""
    number = float(words[at + 2])
    found.hour, found.minute = int(float(words[at])), int(number)
    if number % 1:
        found.second = int(60 * (number % 1))
    if at + 4 < len(words) and words[at + 3] == ":":
        found.second, found.microsecond = seconds_of(words[at + 4])
        at += 2
    return at + 2


def read_parts(found, words, at):
    """`5/3/2024`, `2024-03-05`, `5.Mar.2024` from the first part on."""
    count, between = len(words), words[at + 1]
    found.add(words[at])
    if at + 2 < count and not is_jump(words[at + 2]):
        if words[at + 2].isdigit():
            found.add(words[at + 2])
        else:
            month = month_of(words[at + 2])
            if month is None:
                raise ValueError("no month")
            found.add(month, "m")
        if at + 3 < count and words[at + 3] == between:
            month = month_of(words[at + 4])
            found.add(words[at + 4] if month is None else month, None if month is None else "m")
            at += 2
        at += 1
    return at + 1


def read_number(found, words, at):
    """The last word that belongs to it."""
    word, count = words[at], len(words)
    number, length, after = float(word), len(word), words[at + 1] if at + 1 < count else None
    beyond = words[at + 2] if at + 2 < count else None
    says_clock = after is not None and after.lower() in CLOCK_WORDS
    if len(found.numbers) == 3 and length in (2, 4) and found.hour is None and after != ":" and not says_clock:
        found.hour = int(word[:2])
        if length == 4:
            found.minute = int(word[2:])
    elif length == 6 or (length > 6 and word.find(".") == 6):
        if not found.numbers and "." not in word:
            for part in (word[:2], word[2:4], word[4:]):
                found.add(part)
        else:
            found.hour, found.minute = int(word[:2]), int(word[2:4])
            found.second, found.microsecond = seconds_of(word[4:])
    elif length in (8, 12, 14):
        found.add(word[:4], "y")
        found.add(word[4:6])
        found.add(word[6:8])
        if length > 8:
            found.hour, found.minute = int(word[8:10]), int(word[10:12])
        if length > 12:
            found.second = int(word[12:])
    elif says_clock or (after == " " and beyond is not None and beyond.lower() in CLOCK_WORDS):
        unsupported("'dateutil.parser' of such a text")
    elif beyond is not None and after == ":":
        return read_clock(found, words, at)
    elif after in ("-", "/", "."):
        return read_parts(found, words, at)
    elif after is None or is_jump(after):
        if beyond is not None and half_of_day(beyond) is not None:
            set_hour(found, number, half_of_day(beyond))
            at += 1
        else:
            found.add(number)
        return at + 1
    elif half_of_day(after) is not None and 0 <= number < 24:
        set_hour(found, number, half_of_day(after))
        return at + 1
    elif found.may_be_day(number):
        found.add(number)
    else:
        raise ValueError("no day")
    return at


# ---- months, halves of the day, zones ----


def read_month(found, words, at):
    """`Jan-01-99`, `Jan of 01`; the last word that belongs to it."""
    count = len(words)
    found.add(month_of(words[at]), "m")
    if at + 1 < count and words[at + 1] in ("-", "/"):
        between = words[at + 1]
        found.add(words[at + 2])
        if at + 3 < count and words[at + 3] == between:
            found.add(words[at + 4])
            return at + 4
        return at + 2
    if at + 4 < count and words[at + 1] == words[at + 3] == " " and words[at + 2].lower() == "of":
        if words[at + 4].isdigit():
            found.add(str(in_century(int(words[at + 4]), False)), "y")
        return at + 4
    return at


def is_zone_name(found, word):
    is_named = found.hour is not None and found.name is None and found.offset is None
    return is_named and len(word) <= 5 and (re.fullmatch("[A-Z]*", word) is not None or word in UTC_NAMES)


def read_zone_name(found, words, at):
    found.name = words[at]
    found.offset = 0 if words[at] in UTC_NAMES else None
    if at + 1 < len(words) and words[at + 1] in ("+", "-"):
        words[at + 1] = "-" if words[at + 1] == "+" else "+"  # "GMT+3" is what is three hours behind
        found.offset = None
        if found.name in UTC_NAMES:
            found.name = None
    return at


def read_offset(found, words, at):
    sign, digits = 1 if words[at] == "+" else -1, words[at + 1]
    if len(digits) == 4:
        hours, minutes = int(digits[:2]), int(digits[2:])
    elif at + 2 < len(words) and words[at + 2] == ":":
        hours, minutes = int(digits), int(words[at + 3])
        at += 2
    elif len(digits) <= 2:
        hours, minutes = int(digits), 0
    else:
        raise ValueError("no offset")
    found.offset = sign * (hours * 3600 + minutes * 60)
    if at + 5 < len(words) and is_jump(words[at + 2]) and words[at + 3] == "(" and words[at + 5] == ")":
        unsupported("'dateutil.parser' of such a text")
    return at + 1


def set_half(found, half):
    if found.half is not None or found.hour is None or not 0 <= found.hour <= 12:
        raise ValueError("no half of a day")
    set_hour(found, found.hour, half)
    found.half = half


# ---- the whole ----


def in_century(year, has_century):
    if year >= 100 or has_century:
        return year
    now = datetime.datetime.now().year
    year += now // 100 * 100
    return year - 100 if year >= now + 50 else year + 100 if year < now - 50 else year


def read(text, dayfirst, yearfirst):
    found, words, at = Found(), words_of(text), 0
    while at < len(words):
        word = words[at]
        if is_number(word):
            at = read_number(found, words, at)
        elif weekday_of(word) is not None:
            found.weekday = weekday_of(word)
        elif month_of(word) is not None:
            at = read_month(found, words, at)
        elif half_of_day(word) is not None:
            set_half(found, half_of_day(word))
        elif is_zone_name(found, word):
            at = read_zone_name(found, words, at)
        elif found.hour is not None and word in ("+", "-"):
            at = read_offset(found, words, at)
        elif not is_jump(word):
            raise ValueError(text)
        at += 1
    found.year, found.month, found.day = found.date(yearfirst, dayfirst)
    if found.year is not None:
        found.year = in_century(found.year, found.has_century)
    if (found.offset == 0 and not found.name) or found.name in ("Z", "z"):
        found.name, found.offset = "UTC", 0
    elif found.offset != 0 and found.name and found.name in UTC_NAMES:
        found.offset = 0
    return found


def date_of(found, default):
    """Midnight of the day; what is not said is that of `default`, or of today."""
    if default is None and None in (found.year, found.month, found.day):
        default = datetime.datetime.now().replace(hour=0, minute=0, second=0, microsecond=0)
    if default is None:
        return datetime.datetime(found.year, found.month, found.day)
    year = default.year if found.year is None else found.year
    month = default.month if found.month is None else found.month
    day = min(default.day, calendar.monthrange(year, month)[1]) if found.day is None else found.day
    return default.replace(year=year, month=month, day=day)


def time_of(found, default):
    clock = {"hour": found.hour, "minute": found.minute, "second": found.second, "microsecond": found.microsecond}
    when = date_of(found, default).replace(**{name: part for name, part in clock.items() if part is not None})
    return when + relativedelta(weekday=found.weekday) if found.weekday is not None and not found.day else when


def in_zone(when, found):
    """dateutil takes a name that the machine's zone has for that zone; it is UTC where a run goes on."""
    if found.name == "UTC":
        return when.replace(tzinfo=tzlocal())
    if found.offset == 0:
        return when.replace(tzinfo=UTC)
    return when.replace(tzinfo=tzoffset(found.name, found.offset)) if found.offset else when


def parse(timestr, parserinfo=None, *, default=None, dayfirst=False, yearfirst=False, ignoretz=False, **kwargs):
    if parserinfo is not None or kwargs:
        unsupported("'dateutil.parser.parse' with such arguments")
    if not isinstance(timestr, str):
        if timestr is None or isinstance(timestr, (int, float, list, dict, datetime.date)):
            name = type(timestr).__name__
            raise TypeError("Parser must be a string or character stream, not " + name)
        unsupported("'dateutil.parser' of such a text")
    try:
        found = read(timestr, dayfirst, yearfirst)
    except (IndexError, ValueError):
        raise ParserError("Unknown string format: " + timestr)
    if found.is_empty():
        raise ParserError("String does not contain a date: " + timestr)
    try:
        when = time_of(found, default)
    except ValueError as error:
        raise ParserError(str(error) + ": " + timestr)
    return when if ignoretz else in_zone(when, found)


# ---- ISO 8601 ----

ISO = re.compile(
    r"([0-9]{4})(?:(-?)([0-9]{2})(?:\2([0-9]{2}))?)?"
    r"(?:[T ]([0-9]{2})(?:(:?)([0-9]{2})(?:\6([0-9]{2})(?:[.,]([0-9]+))?)?)?(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?)?"
)


WEEK_DATE = re.compile(r"([0-9]{4})(-?)W([0-9]{2})(?:\2([0-9])|\Z)")


def from_weeks(found):
    """The text with a date of months and days for one of weeks; dateutil lets a week 53 run into the next year."""
    year, week, day = int(found[1]), int(found[3]), int(found[4] or 1)
    if not 0 < week < 54:
        raise ValueError(f"Invalid week: {week}")
    if not 0 < day < 8:
        raise ValueError(f"Invalid weekday: {day}")
    fourth = datetime.date(year, 1, 4)
    return str(fourth + datetime.timedelta(days=7 * (week - 1) + day - fourth.isoweekday()))


def isoparse(dt_str, **kwargs):
    of_weeks = WEEK_DATE.match(dt_str) if isinstance(dt_str, str) else None
    if of_weeks:
        dt_str = from_weeks(of_weeks) + dt_str[of_weeks.end():]
    found = ISO.fullmatch(dt_str) if isinstance(dt_str, str) and not kwargs else None
    if found is None or (found[3] and not found[4] and not found[2]):
        unsupported("'dateutil.parser' of such a text")
    year, month, day, hour, minute, second = [int(part or 0) for part in found.group(1, 3, 4, 5, 7, 8)]
    ends_day = hour == 24
    if ends_day and (minute or second or int(found[9] or 0)):
        raise ValueError("Hour may only be 24 at 24:00:00.000")
    micro = int((found[9] or "").ljust(6, "0")[:6])
    when = datetime.datetime(year, month or 1 if not found[3] else month, day or 1 if not found[4] else day,
                             0 if ends_day else hour, minute, second, micro)  # fmt: skip
    if ends_day:
        when += datetime.timedelta(days=1)
    return when.replace(tzinfo=iso_zone(found[10])) if found[10] else when


def iso_zone(text):
    if text in ("Z", "z"):
        return UTC
    digits = text[1:].replace(":", "")
    minutes = int(digits[:2]) * 60 + int(digits[2:] or 0)
    if int(digits[2:] or 0) > 59:
        raise ValueError("Invalid minutes in time zone offset")
    if int(digits[:2]) > 23:
        raise ValueError("Invalid hours in time zone offset")
    return tzoffset(None, minutes * (60 if text[0] == "+" else -60)) if minutes else UTC
