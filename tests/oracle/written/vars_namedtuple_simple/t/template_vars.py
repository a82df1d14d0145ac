from collections import namedtuple, defaultdict, OrderedDict, Counter
import dagster as dg

Source = namedtuple("Source", "name schema", defaults=["raw"])
SOURCES = [Source("a"), Source("b", "ext"), Source("c")]

@dg.template_var
def select():
    by = defaultdict(list)
    for s in SOURCES:
        by[s.schema].append(s.name)
    return ";".join(f"{k}={'+'.join(v)}" for k, v in by.items()) + str(Counter(s.schema for s in SOURCES).most_common(1)) + str(SOURCES[0]._replace(name="z"))
