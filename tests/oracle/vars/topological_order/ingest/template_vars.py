import graphlib
import dagster as dg

DAG = {"marts": {"int"}, "int": {"stg"}, "stg": set(), "rep": {"marts", "stg"}}

def topo(dag):
    seen, out = set(), []
    def visit(n):
        if n in seen:
            return
        seen.add(n)
        for d in sorted(dag.get(n, ())):
            visit(d)
        out.append(n)
    for n in sorted(dag):
        visit(n)
    return out

def avg():
    total = n = 0
    value = None
    while True:
        value = yield (total / n if n else None)
        total += value; n += 1

@dg.template_var
def sel():
    a = avg(); next(a)
    r = [a.send(x) for x in (1, 2, 6)]
    return " ".join(topo(DAG)) + f" {r}" + f" {list(graphlib.TopologicalSorter(DAG).static_order())}"

@dg.template_var
def probe():
    return dg.StaticPartitionsDefinition([f"{name}: {value}" for name, value in [("sel", sel())]])
