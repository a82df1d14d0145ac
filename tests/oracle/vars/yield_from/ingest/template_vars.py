import dagster as dg


def flatten(groups):
    for group in groups:
        if isinstance(group, (list, tuple)):
            yield from flatten(group)
        else:
            yield group


@dg.template_var
def names():
    return " ".join(f"tag:{n}" for n in flatten(["a", ["b", ("c", ["d"])]]))
