from dagster import template_var


@template_var()
def v():
    return 'called'
