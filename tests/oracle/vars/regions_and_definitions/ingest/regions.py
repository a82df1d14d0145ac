from __future__ import annotations
from enum import Enum, unique
from zoneinfo import ZoneInfo
from datetime import datetime, timedelta

@unique
class Region(str, Enum):
    EU = ("eu", "Europe/Berlin", ("de", "fr"))
    US = ("us", "America/New_York", ("us",))
    APAC = ("apac", "Asia/Tokyo", ("jp", "sg"))

    tz_name: str
    countries: tuple[str, ...]

    def __new__(cls, code: str, tz_name: str, countries: tuple[str, ...]) -> Region:
        obj = str.__new__(cls, code)
        obj._value_ = code
        obj.tz_name = tz_name
        obj.countries = countries
        return obj

    @property
    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.tz_name)

    def local_midnight(self, day: datetime) -> datetime:
        return day.replace(tzinfo=self.tz, hour=0, minute=0)

    @classmethod
    def for_country(cls, country: str) -> Region:
        for region in cls:
            if country in region.countries:
                return region
        raise LookupError(country)
