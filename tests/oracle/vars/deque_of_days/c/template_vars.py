import dagster as dg
from collections import deque, Counter, defaultdict, OrderedDict
recent = deque(maxlen=3)
for i in range(5):
    recent.append(f"d{i}")
recent.appendleft("x")
groups = defaultdict(list)
for name in ["stg_a", "stg_b", "fct_c"]:
    groups[name.split("_")[0]].append(name)
@dg.template_var
def sel():
    return " ".join(groups["stg"])
@dg.template_var
def days():
    return ",".join(recent)
@dg.template_var
def top():
    return Counter("abca").most_common(1)[0][0]
