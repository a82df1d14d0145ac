import dagster as dg
from shop_project.partitions import daily

@dg.template_var
def p():
    return daily
