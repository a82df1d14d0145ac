from datetime import date, timedelta

import dagster as dg


@dg.template_var
def day():
    return lambda key, by=0: (date.fromisoformat(key) + timedelta(days=by)).strftime("%d.%m.%Y")


def _half(n):
    return n / 2


@dg.template_var
def half():
    return _half
