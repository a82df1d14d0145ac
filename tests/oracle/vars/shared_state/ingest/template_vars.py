import dagster as dg


SEEN = []


@dg.template_var
def b():
    SEEN.append('b')
    return '_'.join(SEEN)


@dg.template_var
def a():
    SEEN.append('a')
    return '_'.join(SEEN)
