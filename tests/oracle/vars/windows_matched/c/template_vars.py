import dagster as dg
from typing import NamedTuple
class Tenant(NamedTuple):
    region: str
    name: str
    def key(self): return "/".join(self)
    @property
    def slug(self): return f"{self.region[0]}{self.name}"
TENANTS = [Tenant("eu", "a"), Tenant("us", "b c"), Tenant(*"zx")]
@dg.template_var
def parts():
    return dg.MultiPartitionsDefinition({"tenant": dg.StaticPartitionsDefinition([t.key() for t in TENANTS]), "day": dg.DailyPartitionsDefinition("2024-01-01", end_date="2024-01-04")})
