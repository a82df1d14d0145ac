import sys
import dagster as dg

REGIONS = {"eu": "Europe/Berlin", "us": "America/New_York"}
TAG_daily = "tag:daily"
TAG_weekly = "tag:weekly"


def _make(region, zone):
    @dg.template_var
    def partitions():
        return dg.DailyPartitionsDefinition(start_date="2024-01-01", timezone=zone)

    return partitions


globals().update({f"{region}_days": _make(region, zone) for region, zone in REGIONS.items()})


@dg.template_var
def tags():
    return " ".join(value for name, value in sorted(globals().items()) if name.startswith("TAG_"))


@dg.template_var
def lookup():
    g = globals()
    return g["TAG_daily"] if "TAG_daily" in g and g.get("nothing") is None and "us_days" in globals() else "x"


def _zone(name):
    return lambda: REGIONS[name]


for _name in ("eu", "us"):
    setattr(sys.modules[__name__], f"zone_{_name}", dg.template_var(_zone(_name)))
