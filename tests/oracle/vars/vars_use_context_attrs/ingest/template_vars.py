import dagster as dg


@dg.template_var
def x(context: dg.ComponentLoadContext) -> str:
    return f"tag:{context.path.name} tag:{context.project_root.name} tag:{context.defs_module_name} tag:{context.path.relative_to(context.project_root).as_posix().replace('/', '.')}"
