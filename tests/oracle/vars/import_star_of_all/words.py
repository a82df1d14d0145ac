__all__ = ["_hidden", "shown"]


def _hidden():
    return "a"


def shown():
    return "b"


def other():
    return "c"
