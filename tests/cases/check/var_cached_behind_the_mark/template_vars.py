from functools import cache

import dagster as dg


@cache
@dg.template_var
def days():
    return "tag:daily"
