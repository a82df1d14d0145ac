import dagster as dg


from dataclasses import dataclass


@dataclass
class Point:
    x: int
    y: int


def say(thing):
    match thing:
        case []:
            return "empty"
        case [only]:
            return f"one_{only}"
        case [first, *rest]:
            return f"{first}_{len(rest)}"
        case {"kind": "tag", "name": str(name), **more}:
            return f"{name}_{len(more)}"
        case Point(x=0, y=y):
            return f"y{y}"
        case Point(x, y) if x == y:
            return "diagonal"
        case int() | float():
            return "number"
        case None:
            return "none"
        case True:
            return "never"
        case "a" | "b" as letter:
            return letter
        case _:
            return "other"


@dg.template_var
def names():
    things = [[], [1], (1, 2, 3), {"kind": "tag", "name": "daily", "n": 1}, Point(0, 5), Point(2, 2), Point(1, 2), 4, 2.5, None, "b", "c"]
    return " ".join("tag:" + say(t) for t in things)
