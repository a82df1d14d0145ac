"""Fiscal calendar: 4-4-5 year starting in February."""
from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate, chain, pairwise
from typing import ClassVar, Iterator, NamedTuple


class Span(NamedTuple):
    first: dt.date
    last: dt.date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def __contains__(self, day) -> bool:
        return self.first <= day <= self.last

    def __str__(self):
        return f"{self.first:%d%b}-{self.last:%d%b%y}"


@dataclass(frozen=True, order=True)
class FiscalPeriod:
    PATTERN: ClassVar[tuple[int, ...]] = (4, 4, 5) * 4

    year: int
    number: int = field(default=1)

    def __post_init__(self):
        if not 1 <= self.number <= 12:
            raise ValueError(f"period {self.number!r} is not in 1..12")

    @property
    def quarter(self) -> int:
        return -(-self.number // 3)

    @cached_property
    def span(self) -> Span:
        start = year_start(self.year)
        bounds = [0, *accumulate(self.PATTERN)]
        lo, hi = list(pairwise(bounds))[self.number - 1]
        return Span(start + dt.timedelta(weeks=lo), start + dt.timedelta(weeks=hi, days=-1))

    def __add__(self, periods: int) -> FiscalPeriod:
        year, number = divmod(self.year * 12 + self.number - 1 + periods, 12)
        return type(self)(year, number + 1)

    __radd__ = __add__

    def __format__(self, spec: str) -> str:
        if not spec:
            return str(self)
        if spec == "q":
            return f"FY{self.year % 100:02d}Q{self.quarter}"
        raise ValueError(f"unknown format code {spec!r}")

    def __str__(self) -> str:
        return f"{self.year}-P{self.number:02d}"


@lru_cache(maxsize=None)
def year_start(year: int) -> dt.date:
    """The Sunday nearest February 1st."""
    first = dt.date(year, 2, 1)
    shift = (first.isoweekday() % 7 + 3) % 7 - 3
    return first - dt.timedelta(days=shift)


def period_of(day: dt.date) -> FiscalPeriod:
    for year in (day.year + 1, day.year, day.year - 1):
        if year_start(year) <= day:
            break
    else:
        raise LookupError(day)
    p = FiscalPeriod(year)
    while day not in p.span:
        p += 1
        if p.year != year:
            raise LookupError(f"{day} lies in a 53rd week")
    return p


def periods(a: FiscalPeriod, b: FiscalPeriod) -> Iterator[FiscalPeriod]:
    while a <= b:
        yield a
        a = a + 1
