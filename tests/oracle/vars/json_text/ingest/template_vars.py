import dagster as dg


import json

@dg.template_var
def v():
    return json.loads('{"a": "x"}')['a'] + str(len(json.dumps([1, 2])))
