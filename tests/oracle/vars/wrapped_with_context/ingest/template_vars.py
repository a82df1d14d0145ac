import dagster as dg


from functools import wraps


def upper(fn):
    @wraps(fn)
    def inner(*args):
        return fn(*args).upper()

    return inner


@dg.template_var
@upper
def name(context):
    return context.path.name
