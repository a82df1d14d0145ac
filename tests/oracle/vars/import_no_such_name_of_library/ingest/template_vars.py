from itertools import windowed

import dagster as dg


@dg.template_var
def tag():
    return "nightly"
