import os
from collections import Counter, defaultdict, deque

import dagster as dg

TARGET = os.environ["TARGET"]


class Filled(dict):
    def __missing__(self, key):
        self[key] = 1
        return 1


@dg.template_var
def looked_up():
    return {("dev", "x"): 1}[(TARGET, "x")]


@dg.template_var
def looked_for():
    if (TARGET, "b") not in {("a", "b"): 1}:
        raise ValueError("no such target")
    return 1


@dg.template_var
def fallback():
    return {("a", 1): "S"}.get((TARGET, 1), "Q")


@dg.template_var
def assigned():
    known = {("a", 1): 1}
    known[(TARGET, 1)] = 2
    return len(known)


@dg.template_var
def deleted():
    known = {("a", 1): 1}
    try:
        del known[(TARGET, 1)]
    except KeyError:
        return 1
    return 2


@dg.template_var
def pairs():
    return len(dict([(TARGET, 1), ("a", 2)]))


@dg.template_var
def removed():
    names = ["b", TARGET]
    names.remove("a")
    return names


@dg.template_var
def removed_of_deque():
    names = deque(["b", TARGET])
    names.remove("a")
    return 1


@dg.template_var
def place_in_deque():
    return deque(["b", TARGET]).index("a")


@dg.template_var
def affix():
    return 1 if "a".startswith((TARGET, "a")) else 2


@dg.template_var
def ordered():
    names = ["a", TARGET]
    names.sort()
    return names[0]


@dg.template_var
def filled():
    names = defaultdict(list)
    names[TARGET].append(1)
    assert names
    return len(names)


@dg.template_var
def filled_by_a_class():
    names = Filled()
    names[TARGET]
    return len(names)


@dg.template_var
def counted():
    names = Counter()
    names.update([TARGET])
    assert names
    return len(names)


@dg.template_var
def subtracted():
    names = Counter("a")
    names.subtract([TARGET])
    return len(names)


@dg.template_var
def taken_over():
    names = {}
    names.update([TARGET])
    return len(names)


@dg.template_var
def found_before():
    return ["b", TARGET].index("b")


@dg.template_var
def ordered_before():
    return ("a", TARGET) < ("b", TARGET)


@dg.template_var
def affix_before():
    return "ab".startswith(("a", TARGET))
