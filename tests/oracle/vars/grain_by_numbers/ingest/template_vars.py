import os
from enum import Enum, IntEnum
from functools import total_ordering

import dagster as dg


class Days(int, Enum):
    DAY = 1
    WEEK = 7

    def definition(self):
        if self > Days.DAY:
            return dg.WeeklyPartitionsDefinition(start_date="2024-01-01", day_offset=Offset[os.environ.get("ON", "MONDAY")])
        return dg.DailyPartitionsDefinition(start_date="2024-01-01", minute_offset=self - 1, hour_offset=Hour.SIX,
                                             end_offset=Hour.SIX if "END" in os.environ else 0)


class Offset(int, Enum):
    SUNDAY = 0
    MONDAY = 1


class Hour(IntEnum):
    SIX = 6


class Share(float, Enum):
    HALF = 0.5
    WHOLE = 1


@total_ordering
class Tier(Enum):
    BRONZE = 1
    GOLD = 3

    def __lt__(self, other):
        return self.value < other.value


class Tagged:
    tags = ["tag:all"]

    @classmethod
    def selection(cls):
        return [tag for base in reversed(cls.__mro__) if hasattr(base, "tags") for tag in dict.fromkeys(base.tags)]


class Daily(Tagged):
    tags = ["tag:daily"]


@dg.template_var
def grain():
    return Days(int(os.environ.get("DAYS", "1"))).definition()


@dg.template_var
def excluded():
    days = Days(int(os.environ.get("DAYS", "1")))
    tier = Tier[os.environ.get("TIER", "GOLD")]
    names = [f"tag:{days.name.lower()}_{days * 2}", f"tag:{Share.HALF * days}"]
    if tier >= Tier.GOLD:
        names.append(f"tag:{max(Tier).name.lower()}_{Share.WHOLE.value}")
    return " ".join(names + Daily.selection())


@dg.template_var
def told():
    return f"{Days.WEEK} {Days.WEEK:>12} {Share.WHOLE!r} %d" % Days.WEEK
