# calendar: the days of months, week by week.
from calendar import monthrange
from datetime import date, timedelta

from _dbtplan import unsupported

__all__ = ["Calendar", "monthcalendar", "timegm"]


class Calendar:
    def __init__(self, firstweekday=0):
        self.firstweekday = firstweekday

    def __getattr__(self, name):
        return unsupported(f"'{name}' of a Calendar")

    def getfirstweekday(self):
        return self.firstweekday % 7

    def setfirstweekday(self, firstweekday):
        self.firstweekday = firstweekday

    def iterweekdays(self):
        for i in range(self.firstweekday, self.firstweekday + 7):
            yield i % 7

    def itermonthdates(self, year, month):
        first, days = monthrange(year, month)
        before = (first - self.firstweekday) % 7
        start = date(year, month, 1) - timedelta(days=before)
        for i in range(-(-(before + days) // 7) * 7):
            yield start + timedelta(days=i)

    def itermonthdays(self, year, month):
        first, days = monthrange(year, month)
        before, after = (first - self.firstweekday) % 7, (self.firstweekday - first - days) % 7
        yield from [0] * before + list(range(1, days + 1)) + [0] * after

    def itermonthdays2(self, year, month):
        for i, day in enumerate(self.itermonthdays(year, month), self.firstweekday):
            yield day, i % 7

    def itermonthdays3(self, year, month):
        for day in self.itermonthdates(year, month):
            yield day.year, day.month, day.day

    def itermonthdays4(self, year, month):
        for day in self.itermonthdates(year, month):
            yield day.year, day.month, day.day, day.weekday()

    def monthdatescalendar(self, year, month):
        days = list(self.itermonthdates(year, month))
        return [days[i:i + 7] for i in range(0, len(days), 7)]

    def monthdayscalendar(self, year, month):
        days = list(self.itermonthdays(year, month))
        return [days[i:i + 7] for i in range(0, len(days), 7)]

    def monthdays2calendar(self, year, month):
        days = list(self.itermonthdays2(year, month))
        return [days[i:i + 7] for i in range(0, len(days), 7)]


def monthcalendar(year, month):
    return Calendar().monthdayscalendar(year, month)


def timegm(tuple):
    year, month, day, hour, minute, second = tuple[:6]
    days = date(year, month, 1).toordinal() - date(1970, 1, 1).toordinal() + day - 1
    return ((days * 24 + hour) * 60 + minute) * 60 + second
