import dagster as dg


class Tag(str):
    @property
    def without(self):
        return "stg_orders"

    def selector(self):
        return "tag:" + self


@dg.template_var
def daily():
    return Tag(Tag("daily").selector())
