import dagster as dg


from ..shared.parts import DAILY as _daily, START_DATE


@dg.template_var
def d():
    return _daily
