from enum import Enum

import dagster as dg


class Of(str, Enum):
    ZONE = "Europe/Berlin"
    FORMAT = "%Y-%m-%d"
    NIGHT = "0 0 * * *"
    SUNDAY = "0 0 * * 0"
    FIRST = "2024-01-01"


@dg.template_var
def days():
    return dg.TimeWindowPartitionsDefinition(start="2024-01-01", end="2024-01-04", fmt="%Y-%m-%d", cron_schedule="0 0 * * *", exclusions=[Of.SUNDAY])
