from enum import IntEnum
from datetime import timedelta
import dagster as dg

class Offset(IntEnum):
    HOURS = 3
    MINUTES = 15

@dg.template_var
def p():
    return dg.DailyPartitionsDefinition("2024-01-01", hour_offset=Offset.HOURS, minute_offset=int(Offset.MINUTES))
