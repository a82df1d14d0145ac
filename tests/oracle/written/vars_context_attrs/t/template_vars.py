import dagster as dg

@dg.template_var
def name(context: dg.ComponentLoadContext):
    return "_".join(context.path.relative_to(context.project_root / "src").parts[2:]) + context.defs_module_name.replace(".", "_")
