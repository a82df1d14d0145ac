import dagster as dg


def traced(function):
    def inner():
        return function()

    inner.__name__ = function.__name__
    inner.__doc__ = function.__doc__
    return inner


@dg.template_var
@traced
def chosen():
    """The models of the day."""
    return f"tag:{chosen_tag.__name__}"


@traced
def daily():
    pass


chosen_tag = daily
