# dateutil.rrule: dates that come again, by RFC 5545; all rules of a period are looked at day by day.
import calendar
from datetime import date, datetime, time, timedelta
from itertools import islice

from dateutil.relativedelta import FR, MO, SA, SU, TH, TU, WE

from _dbtplan import unsupported

__all__ = ["rrule", "rruleset", "YEARLY", "MONTHLY", "WEEKLY", "DAILY", "HOURLY", "MINUTELY", "SECONDLY", "MO", "TU",
           "WE", "TH", "FR", "SA", "SU"]

YEARLY, MONTHLY, WEEKLY, DAILY, HOURLY, MINUTELY, SECONDLY = range(7)
DAYS = (MO, TU, WE, TH, FR, SA, SU)


def __getattr__(name):
    return unsupported("'dateutil.rrule." + name + "'")


def listed(value):
    """One or several of what a rule is given; None: nothing."""
    if value is None:
        return None
    return [value] if isinstance(value, int) or hasattr(value, "weekday") else list(value)


class rrulebase:
    def __getattr__(self, name):
        return unsupported(f"'{name}' of an 'rrule'")

    def __getitem__(self, item):
        if isinstance(item, int) and item >= 0:
            for each in islice(self, item, item + 1):
                return each
            raise IndexError("list index out of range")
        return list(self)[item]

    def __contains__(self, item):
        for each in self:
            if each >= item:
                return each == item
        return False

    def count(self):
        return len(list(self))

    def before(self, dt, inc=False):
        last = None
        for each in self:
            if each > dt or (each == dt and not inc):
                break
            last = each
        return last

    def after(self, dt, inc=False):
        for each in self:
            if each > dt or (each == dt and inc):
                return each
        return None

    def xafter(self, dt, count=None, inc=False):
        found = (each for each in self if each > dt or (each == dt and inc))
        yield from (found if count is None else islice(found, count))

    def between(self, after, before, inc=False, count=1):
        found = []
        for each in self:
            if each > before or (each == before and not inc):
                break
            if each > after or (each == after and inc):
                found.append(each)
        return found


class rrule(rrulebase):
    def __init__(self, freq, dtstart=None, interval=1, wkst=None, count=None, until=None, bysetpos=None, bymonth=None,
                 bymonthday=None, byyearday=None, byeaster=None, byweekno=None, byweekday=None, byhour=None,
                 byminute=None, bysecond=None, cache=False):
        if freq > DAILY or byeaster is not None or byweekno is not None:
            return unsupported("such an 'rrule'")
        if dtstart is None:
            return unsupported("an 'rrule' without 'dtstart'")
        if not isinstance(dtstart, datetime):
            dtstart = datetime.combine(dtstart, time())
        dtstart = dtstart.replace(microsecond=0)
        if until is not None and not isinstance(until, datetime):
            until = datetime.combine(until, time())
        if until is not None and (until.tzinfo is None) != (dtstart.tzinfo is None):
            raise ValueError("RRULE UNTIL values must be specified in UTC when DTSTART is timezone-aware")
        self._freq, self._dtstart, self._interval, self._count, self._until = freq, dtstart, interval, count, until
        self._wkst = 0 if wkst is None else wkst if isinstance(wkst, int) else wkst.weekday
        self._bysetpos, self._bymonth, self._byyearday = listed(bysetpos), listed(bymonth), listed(byyearday)
        self._bymonthday = listed(bymonthday)
        self._times = [time(h, m, s) for h in sorted(listed(byhour) or [dtstart.hour])
                       for m in sorted(listed(byminute) or [dtstart.minute])
                       for s in sorted(listed(bysecond) or [dtstart.second])]
        if not (bymonthday or byyearday or byweekday is not None):
            if freq == YEARLY:
                self._bymonth = self._bymonth or [dtstart.month]
            if freq in (YEARLY, MONTHLY):
                self._bymonthday = [dtstart.day]
            if freq == WEEKLY:
                byweekday = dtstart.weekday()
        days = [DAYS[day] if isinstance(day, int) else day for day in listed(byweekday) or []]
        self._weekdays = {day.weekday for day in days if not day.n or freq > MONTHLY}
        self._nth = {(day.weekday, day.n) for day in days if day.n and freq <= MONTHLY}

    def _periods(self):
        """First and last day of each."""
        start = self._dtstart.date()
        year, month = start.year, start.month
        if self._freq == WEEKLY:
            start -= timedelta(days=(start.weekday() - self._wkst) % 7)
        while year <= 9999:
            if self._freq == YEARLY:
                yield date(year, 1, 1), date(year, 12, 31)
                year += self._interval
            elif self._freq == MONTHLY:
                yield date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
                year, month = year + (month - 1 + self._interval) // 12, (month - 1 + self._interval) % 12 + 1
            else:
                length = 7 if self._freq == WEEKLY else 1
                left = (date(9999, 12, 31) - start).days
                yield start, start + timedelta(days=min(length - 1, left))
                if length * self._interval > left:
                    return
                start += timedelta(days=length * self._interval)

    def _is_nth(self, day):
        """Whether it is such a weekday of its year, or of its month where the rule goes by months."""
        of_month = self._freq == MONTHLY or self._bymonth
        at = day.day if of_month else day.timetuple().tm_yday
        days = calendar.monthrange(day.year, day.month)[1] if of_month else 365 + calendar.isleap(day.year)
        weekday = day.weekday()
        return (weekday, (at + 6) // 7) in self._nth or (weekday, -((days - at) // 7 + 1)) in self._nth

    def _fits(self, day):
        days = calendar.monthrange(day.year, day.month)[1]
        if self._bymonth and day.month not in self._bymonth:
            return False
        if (self._weekdays or self._nth) and day.weekday() not in self._weekdays and not self._is_nth(day):
            return False
        if self._bymonthday and day.day not in self._bymonthday and day.day - days - 1 not in self._bymonthday:
            return False
        if not self._byyearday:
            return True
        at, length = day.timetuple().tm_yday, 365 + calendar.isleap(day.year)
        return at in self._byyearday or at - length - 1 in self._byyearday

    def _of_period(self, first, last):
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        found = [datetime.combine(day, at, tzinfo=self._dtstart.tzinfo) for day in days if self._fits(day)
                 for at in self._times]
        if not self._bysetpos:
            return found
        taken = {at - 1 if at > 0 else len(found) + at for at in self._bysetpos}
        return [each for i, each in enumerate(found) if i in taken]

    def __iter__(self):
        left = self._count
        for first, last in self._periods():
            for each in self._of_period(first, last):
                if (self._until is not None and each > self._until) or left == 0:
                    return
                if each >= self._dtstart:
                    left = None if left is None else left - 1
                    yield each
            if left == 0 or (self._until is not None and first > self._until.date()):
                return


class rruleset(rrulebase):
    def __init__(self, cache=False):
        self._rules, self._dates, self._less, self._without = [], [], [], []

    def rrule(self, rrule):
        self._rules.append(rrule)

    def rdate(self, rdate):
        self._dates.append(rdate)

    def exrule(self, exrule):
        self._less.append(exrule)

    def exdate(self, exdate):
        self._without.append(exdate)

    def __iter__(self):
        import heapq
        gone = heapq.merge(sorted(self._without), *self._less)
        out, last = next(gone, None), None
        for each in heapq.merge(sorted(self._dates), *self._rules):
            while out is not None and out < each:
                out = next(gone, None)
            if each != last and each != out:
                yield each
            last = each
