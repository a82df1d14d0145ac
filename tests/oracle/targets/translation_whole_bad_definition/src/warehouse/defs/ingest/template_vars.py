import dagster as dg

@dg.template_var
def translate():
    def f(node):
        return {"partitions_def": {"type": "monthly", "start_date": "2024-01-01"}}
    return f
