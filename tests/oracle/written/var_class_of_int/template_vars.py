import dagster as dg


class Megabytes(int):
    def __str__(self):
        return f"{int(self)}MB"

    def __add__(self, other):
        return Megabytes(int(self) + int(other))


class Threads(int):
    MAXIMUM = 8

    def __new__(cls, value):
        return super().__new__(cls, min(int(value), cls.MAXIMUM))


@dg.template_var
def threads() -> str:
    return f"{Threads('12'):d}"


@dg.template_var
def size():
    return str(Megabytes(100) + Megabytes(28)) + "/" + str(Megabytes(5) * 2)
