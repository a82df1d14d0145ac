import dagster as dg


class Names(list):
    pass


@dg.template_var
def names():
    return Names([{"b": 1, "a": Names([2])}])


@dg.template_var
def parts():
    return dg.StaticPartitionsDefinition(Names(["a", "b"]))
