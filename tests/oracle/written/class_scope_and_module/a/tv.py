import dagster as dg
@dg.template_var
def sel(): return "tag:weekly"
