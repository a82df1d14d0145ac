import dagster as dg

type Names = list[str]


class Box[T]:
    content: T


@dg.template_var
def models() -> str:
    return "orders"
