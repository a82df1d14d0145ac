from datetime import datetime, timezone
from dateutil.relativedelta import relativedelta, MO, FR
from dateutil import parser
import dagster as dg

@dg.template_var
def d():
    base = parser.parse("2024-02-29")
    start = base + relativedelta(years=-1, months=+1, day=31)
    return dg.StaticPartitionsDefinition([
        start.date().isoformat(),
        (base + relativedelta(weekday=MO(-1))).strftime("%F"),
        (base + relativedelta(day=31, weekday=FR(-1))).strftime("%F"),
        str(relativedelta(datetime(2024, 5, 1), datetime(2023, 3, 15))),
    ])
