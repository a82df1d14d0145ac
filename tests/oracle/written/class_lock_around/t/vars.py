import dagster as dg
from shop_project.defs.shared.partitions import TENANT_DAILY

@dg.template_var
def tenant_daily():
    return TENANT_DAILY
