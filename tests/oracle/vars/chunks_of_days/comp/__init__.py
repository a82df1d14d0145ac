import json
import shlex
from functools import partial

from dagster_dbt import DbtProjectComponent

from ..lib.dates import add_months, daterange, month_bounds, to_date

dumps = partial(json.dumps, sort_keys=True, ensure_ascii=False)


class Chunked(DbtProjectComponent):
    def _cmd(self):
        return shlex.split("build --threads 4 --vars '{}' # x", comments=True)[:-2]

    def get_cli_args(self, context):
        keys = context.partition_keys
        w = context.partition_time_window
        days = [*daterange(w.start, w.end)]
        lo, hi = month_bounds(w.start)
        odd = []
        for probe in ["20240229", "2024-02-29T01", (2024, 5, 6), {"year": 2023, "month": 1}, {"year": 1, "month": 2, "hour": 3}, 3.5, (1, 2), None]:
            try:
                odd.append(str(to_date(probe)))
            except TypeError as e:
                odd.append(str(e))
        context.log.info("have %d", len(days))
        v = dict(n=len(keys), first=keys[0], last=keys[-1], days=[f"{d:%j}" for d in days[::3]], lo=f"{lo}", hi=f"{hi}", prev=str(add_months(hi, -1)), next=str(add_months(hi, 13)), ü="é", odd=odd)
        return self._cmd() + ["--vars", dumps(v), "--select", *(f"m_{d.day}" for d in days if d.isoweekday() == 1), "x"]
