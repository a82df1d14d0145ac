import dagster as dg


class Names:
    SUFFIX = '_s'

    @staticmethod
    def of(x):
        return x.upper()

@dg.template_var
def v():
    return Names.of('x') + Names.SUFFIX
