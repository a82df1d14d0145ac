import dagster as dg


NAME = 'module'
if __name__ == '__main__':
    NAME = 'main'

@dg.template_var
def v():
    return NAME
