import dagster as dg

@dg.template_var
def translate():
    return lambda spec, node: spec.replace_attributes(group_name="staging" if "stg" in node["name"] else "marts").merge_attributes(tags={"x": "y"})
