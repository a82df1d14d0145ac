import dagster as dg
from shop_project.defs.settings import load

CONF = load("conf.json")


@dg.template_var
def parts():
    return dg.MultiPartitionsDefinition({
        "date": dg.DailyPartitionsDefinition(start_date=CONF["start"], timezone=CONF["zone"]),
        "region": dg.StaticPartitionsDefinition(CONF["regions"]),
    })
