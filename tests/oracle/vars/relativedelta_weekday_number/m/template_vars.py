from datetime import date, datetime
from dateutil.relativedelta import MO, FR, relativedelta
import dagster as dg


@dg.template_var
def facts():
    d = date(2024, 1, 31)
    return [str(x) for x in (d + relativedelta(months=1, weekday=0), d + relativedelta(weekday=FR(-1)), d + relativedelta(day=31, months=-1, weekday=MO(-1)), relativedelta(datetime(2024, 5, 1), datetime(2023, 3, 15)).months, d + relativedelta(weekday=4), d + relativedelta(day=1, weekday=MO(+2)))]
