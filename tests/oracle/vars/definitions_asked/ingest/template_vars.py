import re
from datetime import datetime

import dagster as dg

DAILY = dg.DailyPartitionsDefinition("2024-01-01", end_date="2024-03-01", timezone="Europe/Berlin", minute_offset=30)
HOURLY = dg.HourlyPartitionsDefinition(datetime(2024, 1, 1))
REGION = dg.StaticPartitionsDefinition(["eu", "us"])
MULTI = dg.MultiPartitionsDefinition({"day": DAILY, "region": REGION})
COLOURS = dg.MultiPartitionsDefinition({"a": REGION, "b": dg.StaticPartitionsDefinition(["x"])})
CITIES = dg.DynamicPartitionsDefinition(name="cities")
WORKDAYS = dg.DailyPartitionsDefinition("2024-01-01", exclusions=["0 0 * * 6", "0 0 * * 0"])


@dg.template_var
def v():
    said = [DAILY.end_timestamp, HOURLY.end_timestamp, DAILY.exclusions, WORKDAYS.exclusions, DAILY.minute_offset, CITIES.name,
            CITIES.partition_fn, MULTI.has_time_window_dimension, COLOURS.has_time_window_dimension,
            MULTI.time_window_partitions_def == DAILY, MULTI.partition_dimension_names, {REGION: 1}[REGION], DAILY == HOURLY,
            {DAILY, DAILY} == {DAILY}, hasattr(REGION, "cron_schedule"), hasattr(DAILY, "nothing")]
    return re.sub("[^A-Za-z0-9.-]+", "_", repr(said))
