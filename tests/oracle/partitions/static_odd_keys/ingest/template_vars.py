import dagster as dg


@dg.template_var
def parts():
    return dg.StaticPartitionsDefinition(["1", "None", "[1, 2]", "a b", "True", "2024-01-05", "Zürich", "'quoted'", '"', "a,b", "x|y", "-5", "1e3", "$(id)", "{{ x }}"])
