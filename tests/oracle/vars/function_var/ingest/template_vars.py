import dagster as dg


@dg.template_var
def tag():
    def make(x, y='z'):
        return f'{x}_{y}'
    return make
