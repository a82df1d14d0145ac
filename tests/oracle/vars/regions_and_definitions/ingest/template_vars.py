import datetime as dt
import os
from typing import NamedTuple

import dagster as dg
import yaml

from .regions import Region

DAILY = dg.DailyPartitionsDefinition(start_date="2024-01-01", end_date="2024-03-01", hour_offset=2)
MONTHLY = dg.MonthlyPartitionsDefinition(start_date="2023-10-01", end_date="2024-04-01", timezone="Europe/Berlin")
BOTH = dg.MultiPartitionsDefinition({"date": DAILY, "region": dg.StaticPartitionsDefinition(["eu", "us"])})
ORDERS = dg.AssetKey(["raw", "orders"])
Load = NamedTuple("Load", [("region", str), ("hours", int)])


def current() -> Region:
    return Region.for_country(os.environ.get("NO_SUCH_COUNTRY", "sg"))


@dg.template_var
def daily():
    return DAILY


@dg.template_var
def region():
    return current()


@dg.template_var
def zones():
    return [current().local_midnight(dt.datetime(2024, 7, 1)).isoformat(), current().tz_name, list(current().countries)]


@dg.template_var
def schedule():
    hour = int(os.environ.get("NO_SUCH_HOUR", "6"))
    return [DAILY.get_cron_schedule(), DAILY.get_cron_schedule(hour_of_day=hour), MONTHLY.get_cron_schedule(15, hour, day_of_month=2)]


@dg.template_var
def keys():
    window = dg.TimeWindow(dt.datetime(2024, 1, 1, tzinfo=dt.timezone.utc), dt.datetime(2024, 1, 4, tzinfo=dt.timezone.utc))
    key = BOTH.get_partition_key_from_str("2024-01-01|eu")
    return [
        DAILY.get_partition_keys_in_time_window(window),
        DAILY.get_next_partition_key("2024-02-27"),
        DAILY.get_partition_keys(current_time=dt.datetime(2024, 1, 3, 2)),
        str(MONTHLY.get_last_partition_window().end),
        str(DAILY.time_window_for_partition_key("2024-02-29").end),
        key.keys_by_dimension,
        str(BOTH.time_window_for_partition_key(key).start),
    ]


@dg.template_var
def kinds():
    def kind(definition):
        match definition:
            case dg.MultiPartitionsDefinition():
                return "several"
            case dg.TimeWindowPartitionsDefinition(fmt=fmt):
                return fmt
        return "keys" if isinstance(definition, dg.PartitionsDefinition) else "none"

    return [kind(each) for each in (DAILY, MONTHLY, BOTH, dg.StaticPartitionsDefinition(["a"]), None)]


@dg.template_var
def assets():
    load = Load(current(), hours=3)
    told = yaml.safe_dump({"key": ORDERS.to_user_string(), "last": ORDERS.path[-1], "hours": load.hours, "day": "2024-01-01"})
    return [told, load._replace(hours=4).hours]
