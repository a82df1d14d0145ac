import dagster as dg


class Kept:
    pass


@dg.template_var
def printed():
    print("seen")
    return "a"


@dg.template_var
def start():
    Kept
    return "tag:daily"
