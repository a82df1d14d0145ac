import dagster as dg


@dg.template_var
def v():
    return '_'.join(k for k, v in {'a': 1, 'b': 2}.items() if v > 1) + str(len({x % 2 for x in range(5)}))
