from datetime import date, datetime, time, timedelta
import dagster as dg

def fiscal_year(d: date) -> int:
    return d.year + (d.month >= 7)

def month_starts(first: date, n: int):
    y, m = first.year, first.month
    for _ in range(n):
        yield date(y, m, 1)
        y, m = (y + 1, 1) if m == 12 else (y, m + 1)

@dg.template_var
def months():
    return dg.StaticPartitionsDefinition([f"FY{fiscal_year(d)}-{d:%m}" for d in month_starts(date(2023, 11, 15), 9)])

@dg.template_var
def info():
    d = datetime.combine(date(2024, 2, 29), time(6, 30))
    return f"{d:%A %d.%m.%y} {d.isocalendar().week} {(d - timedelta(weeks=1)).date()} {d.replace(year=2023, day=28):%j} {date.fromordinal(d.toordinal() + 1)}"
