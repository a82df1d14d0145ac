import dagster as dg


@dg.template_var
def profiles(context: dg.ComponentLoadContext):
    return str(context.project_root / "dbt")


@dg.template_var
def team(context: dg.ComponentLoadContext) -> str:
    return context.path.name
