from . import more


def word():
    return "a" + more.end()
