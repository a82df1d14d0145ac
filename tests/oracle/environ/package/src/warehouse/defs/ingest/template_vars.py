import dagster as dg
@dg.template_var
def x(): return 1
