import datetime as dt

import dagster as dg

from shop_project.defs.lib import fiscal
from shop_project.defs.lib.fiscal import FiscalPeriod, period_of, periods


def attempt(fn, *args):
    try:
        return fn(*args)
    except (ValueError, LookupError) as exc:
        return f"{type(exc).__name__}({exc})"


@dg.template_var
def parts():
    return dg.MonthlyPartitionsDefinition(start_date="2024-01-01", end_offset=1)


@dg.template_var
def facts():
    a = FiscalPeriod(2024, 11)
    out = [f"{p}:{p:q}:{p.span}:{p.span.days}" for p in periods(a, 3 + a)]
    out.append(attempt(FiscalPeriod, 2024, 13))
    out.append(attempt(format, a, "z"))
    out += [str(attempt(period_of, dt.date(2024, m, 29))) for m in range(1, 13)]
    out.append(repr(a))
    out.append(repr(a.span))

    out.append(f"{str(max(periods(a, a + 2))):>12}|{a < a + 1}|{sorted([a + 1, a])[0]}")
    return "; ".join(out)
