import dagster as dg

SEEN = []


@dg.template_var
def count():
    def c(key):
        SEEN.append(key)
        return len(SEEN)

    return c

