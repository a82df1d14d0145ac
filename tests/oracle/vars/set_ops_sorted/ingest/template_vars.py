import dagster as dg


A = {"a", "b", "c"}
B = frozenset(["b"])


@dg.template_var
def x():
    return " ".join(f"tag:{t}" for t in sorted((A - B) | {"z"}, reverse=True))
