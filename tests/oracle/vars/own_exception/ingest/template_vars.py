import dagster as dg


class Missing(Exception):
    pass

@dg.template_var
def v():
    try:
        raise Missing('gone')
    except Missing as e:
        return str(e)
