import dagster as dg


import os

@dg.template_var
def v():
    return os.getenv('DBTPLAN_NOT_SET_ANYWHERE', 'dflt') + ('p' if os.environ.get('DBTPLAN_NOT_SET_ANYWHERE') == 'x' else 'd')
