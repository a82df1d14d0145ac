import dagster as dg


@dg.template_var
def v():
    return '_'.join(sorted(['bb', 'a', 'ccc'], key=lambda s: -len(s)))
