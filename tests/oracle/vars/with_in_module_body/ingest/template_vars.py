import dagster as dg


class Timer:
    spans = []

    def __enter__(self):
        self.spans.append("in")
        return self

    def __exit__(self, *exc):
        self.spans.append("out")


with Timer() as t:
    VALUE = "inside"


@dg.template_var
def x():
    return VALUE + "_".join(Timer.spans)
