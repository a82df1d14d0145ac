import dagster as dg
@dg.template_var
def cfg():
    return {"threads": 4, "vars": {"a": [1, 2]}}
