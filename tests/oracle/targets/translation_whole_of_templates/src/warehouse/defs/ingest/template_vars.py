import dagster as dg

@dg.template_var
def my_translation():
    return {"group_name": "{{ node.resource_type }}", "tags": {"name": "{{ node.name }}"}}
