import dagster as dg

try:
    import company_internal_pkg
except ImportError:
    company_internal_pkg = None


@dg.template_var
def exc():
    return "tag:weekly" if company_internal_pkg is None else "x"
