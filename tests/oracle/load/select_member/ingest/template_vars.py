import os
from enum import Enum

import dagster as dg


class Slice(str, Enum):
    DAILY = "tag:daily"
    WEEKLY = "tag:weekly"


@dg.template_var
def part():
    return Slice.DAILY.value if os.getenv("VALUE") else Slice.DAILY
