import dagster as dg
from datetime import datetime, timedelta

DAILY = dg.DailyPartitionsDefinition("2024-01-01", end_date="2024-03-01")

@dg.template_var
def info():
    keys = DAILY.get_partition_keys()
    w = DAILY.time_window_for_partition_key(keys[-1])
    return [len(keys), keys[0], DAILY.get_first_partition_key(), DAILY.get_last_partition_key(), w.start.isoformat(), DAILY.start.isoformat(), DAILY.fmt, DAILY.timezone, DAILY.has_partition_key("2024-02-30"), DAILY.get_partition_keys_in_range(dg.PartitionKeyRange("2024-01-30", "2024-02-02")), DAILY.cron_schedule]

@dg.template_var
def months():
    return sorted({k[:7] for k in DAILY.get_partition_keys()})

@dg.template_var
def monthly_static():
    return dg.StaticPartitionsDefinition(sorted({k[:7] for k in DAILY.get_partition_keys()}))

@dg.template_var
def parts_shown():
    keys = []
    keys.extend(f"info{i}: {v!r}".replace("...", "…") for i, v in enumerate(info() if isinstance(info(), (list, tuple)) else [info()]))
    keys.extend(f"months{i}: {v!r}".replace("...", "…") for i, v in enumerate(months() if isinstance(months(), (list, tuple)) else [months()]))
    keys.extend(f"monthly_static{i}: {v!r}".replace("...", "…") for i, v in enumerate(monthly_static() if isinstance(monthly_static(), (list, tuple)) else [monthly_static()]))
    return dg.StaticPartitionsDefinition(keys)
