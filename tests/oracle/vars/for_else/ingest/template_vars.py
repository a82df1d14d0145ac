import dagster as dg


@dg.template_var
def v():
    for i in range(3):
        if i == 9:
            break
    else:
        return 'none'
    return 'found'
