import dagster as dg


try:
    import a_package_that_is_not_there
    HAS = True
except ImportError:
    HAS = False

@dg.template_var
def v():
    return 'has' if HAS else 'lacks'
