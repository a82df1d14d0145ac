from dagster import template_var


class Translation:
    group_name = "marts"


@template_var
def v():
    return Translation()
