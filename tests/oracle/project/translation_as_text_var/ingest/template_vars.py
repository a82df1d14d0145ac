import dagster as dg


@dg.template_var
def translate():
    def inner(spec, node):
        return spec.replace_attributes(group_name="marts")
    return inner
