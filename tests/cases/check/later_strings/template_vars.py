import dagster as dg

try:
    import shop_speedups
except ImportError, AttributeError:
    pass

NAMES = {"layer": "marts", "all": ["a", "b"]}


@dg.template_var
def quotes():
    return f"tag:{NAMES["layer"]} {" ".join(f"tag:{name}{NAMES["layer"][0]}" for name in NAMES["all"])}"


@dg.template_var
def signs():
    return f"{"}"}{'\x41\''}{NAMES["layer"]:'>6}{{}}{len(NAMES['all'])!r:>2}"


GREETING = t"hello {NAMES}"


def first[T](items: list[T]) -> T:
    return items[0]
