import dagster as dg

type Pair[T] = tuple[T, T]


def first[T: (int, str)](items: list[T]) -> T:
    return items[0]


@dg.asset
def people() -> int:
    return first([1])
