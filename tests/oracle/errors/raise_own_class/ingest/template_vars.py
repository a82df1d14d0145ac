import dagster as dg


class NothingChosen(Exception):
    pass


@dg.template_var
def chosen():
    raise NothingChosen("today")
