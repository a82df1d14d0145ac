import dagster as dg
from .lib.regions import REGIONS, region_partitions as _rp
from .lib import constants as c

@dg.template_var
def multi(context):
    return dg.MultiPartitionsDefinition({"date": dg.DailyPartitionsDefinition(start_date=c.START), "region": _rp()})

@dg.template_var
def sel(context: dg.ComponentLoadContext):
    return f"{context.path.name}:{len(REGIONS)}"
