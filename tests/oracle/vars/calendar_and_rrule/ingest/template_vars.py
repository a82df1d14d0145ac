import calendar, locale
import dagster as dg
from dateutil.rrule import rrule, MONTHLY, WEEKLY, FR
from dateutil import parser
from datetime import datetime
@dg.template_var
def fridays():
    days = [d.strftime("%Y-%m-%d") for d in rrule(WEEKLY, byweekday=FR, dtstart=datetime(2024, 1, 1), until=datetime(2024, 1, 31))]
    return dg.StaticPartitionsDefinition(days)
@dg.template_var
def t():
    c = calendar.Calendar(firstweekday=calendar.SUNDAY)
    weeks = c.monthdayscalendar(2024, 2)
    out = [calendar.isleap(2024), calendar.month_name[2], list(calendar.day_abbr)[:2], weeks[0], calendar.leapdays(2000, 2025), parser.parse("5 March 2024 3pm"), calendar.timegm((2024, 1, 1, 0, 0, 0)), calendar.weekday(2024, 2, 29), len(list(c.itermonthdates(2024, 2)))]
    return "tag:" + "|".join(map(str, out)).replace(" ", "_")
