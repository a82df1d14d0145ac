import dagster as dg


@dg.template_var
def v():
    raise dg.DagsterInvalidDefinitionError("no tag today")
