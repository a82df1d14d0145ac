import dagster as dg


@dg.template_var
def tagged():
    def inner(*tags):
        return ",".join("tag:" + t for t in tags)
    return inner
