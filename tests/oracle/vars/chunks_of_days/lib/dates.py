from calendar import monthrange
from datetime import date, datetime, timedelta
from itertools import count, takewhile
from typing import Iterable, Iterator, Tuple, Union, Optional

DateLike = Union[date, datetime, str]


def to_date(value: DateLike) -> date:
    match value:
        case datetime(): return value.date()
        case date(): return value
        case str() if len(value) == 8 and value.isdigit():
            return datetime.strptime(value, "%Y%m%d").date()
        case str(text):
            return date.fromisoformat(text[:10])
        case int(y), int(m), int(d):
            return date(y, m, d)
        case {"year": y, "month": m, **rest} if not set(rest) - {"day"}:
            return date(y, m, rest.get("day", 1))
        case other:
            raise TypeError(f"cannot make a date of {other!r} ({type(other).__name__})")


def daterange(a: DateLike, b: DateLike, step: int = 1) -> Iterator[date]:
    a, b = to_date(a), to_date(b)
    return takewhile(lambda d: d < b, (a + timedelta(days=n) for n in count(step=step)))


def month_bounds(day: DateLike) -> Tuple[date, date]:
    d = to_date(day)
    return d.replace(day=1), d.replace(day=monthrange(d.year, d.month)[1])


def add_months(d: date, n: int) -> date:
    q, r = divmod(d.month - 1 + n, 12)
    y, m = d.year + q, r + 1
    return date(y, m, min(d.day, monthrange(y, m)[1]))
