from datetime import date, timedelta
import dagster as dg
from dateutil.easter import easter
from dateutil.relativedelta import relativedelta, MO, TH

def us_holidays(year: int):
    yield date(year, 1, 1), "New Year"
    yield date(year, 1, 1) + relativedelta(weekday=MO(3)), "MLK"
    yield date(year, 5, 31) + relativedelta(weekday=MO(-1)), "Memorial"
    yield date(year, 11, 1) + relativedelta(weekday=TH(+4)), "Thanksgiving"
    yield easter(year) - timedelta(days=2), "Good Friday"

HOLIDAYS = dict(sorted((d, n) for y in (2023, 2024) for d, n in us_holidays(y)))

@dg.template_var
def trading_days():
    return dg.StaticPartitionsDefinition([f"{d:%Y-%m-%d}_{n.split()[0].lower()}" for d, n in HOLIDAYS.items()])
