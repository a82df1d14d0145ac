import dagster as dg


from collections import defaultdict
from itertools import chain, groupby
from operator import itemgetter

MODELS = [{"n": "a", "d": "x"}, {"n": "b", "d": "y"}, {"n": "c", "d": "x"}]


@dg.template_var
def x():
    by = defaultdict(list)
    for k, g in groupby(sorted(MODELS, key=itemgetter("d", "n")), key=itemgetter("d")):
        by[k].extend(i["n"] for i in g)
    return " ".join("tag:%s" % v for v in chain.from_iterable(by.values()))
