import dagster as dg


def parse(text):
    year, month = text.split("-")
    return int(year), int(month)


def first_month(settings):
    return parse(settings["start"])[1]


def deep(n):
    return deep(n - 1) if n else 1 // n


@dg.template_var
def schema():
    months = [first_month({"start": text}) for text in ("2024-05", "2024")]
    return f"m{months}"


@dg.template_var
def start():
    return deep(20)
