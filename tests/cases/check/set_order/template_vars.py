import dagster as dg

NAMES = {"orders", "customers", "orders"}


@dg.template_var
def any_names():
    return " ".join(NAMES)


@dg.template_var
def names():
    return NAMES


@dg.template_var
def sorted_names():
    return " ".join(sorted(name.upper() for name in NAMES))
