import dagster as dg

@dg.template_var
def t():
    def f(node):
        return {"deps": ["landing/" + node["name"]], "kinds": ["sql"], "owners": ["team:x"], "metadata": {"a": 1}}
    return f
