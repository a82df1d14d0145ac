import dagster as dg


class Section:
    def __init__(self, name):
        self.name = name
        self.items = []

    def __enter__(self):
        self.items.append("open_" + self.name)
        return self

    def __exit__(self, kind, error, trace):
        self.items.append("close_" + self.name)
        return kind is ValueError


@dg.template_var
def tags():
    with Section("a") as a, Section("b") as b:
        a.items.append("in")
        raise ValueError("swallowed")
    return " ".join("tag:" + i for i in a.items + b.items)
