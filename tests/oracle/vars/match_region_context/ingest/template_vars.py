import dagster as dg


@dg.template_var
def kind(context: dg.ComponentLoadContext):
    match context.path.parts[-2:]:
        case ("defs", name):
            return "top_" + name
        case (parent, name):
            return parent + "_" + name
