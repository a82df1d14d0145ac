import dagster as dg


class Target:
    def other(self) -> Target:
        return self


@dg.template_var
def target() -> str:
    return "daily"
