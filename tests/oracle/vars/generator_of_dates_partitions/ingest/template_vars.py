import dagster as dg


from datetime import date


def _quarters(first: date, last: date):
    year, q = first.year, (first.month - 1) // 3 + 1
    while (year, q) <= (last.year, (last.month - 1) // 3 + 1):
        yield f"{year}-Q{q}"
        year, q = (year, q + 1) if q < 4 else (year + 1, 1)


@dg.template_var
def quarters():
    return dg.StaticPartitionsDefinition(list(_quarters(date(2023, 8, 1), date(2024, 5, 1))))
