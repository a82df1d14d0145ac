import dagster as dg

KEYS = {"1": "b", "null": "c", "2": "d", "false": "e"}
TIMES = ["2024-01-01T10:00:00", "2024-01-01T10:00:00+00:00", "2024-1-1", "2024-01-01", "2024-01-01 10:00:00",
         "2024-01-01T10:00:00.500000+02:00"]
OF_COLUMN = {"at": "2024-01-01T10:00:00", "keys": {"1": 2}}

EXPECTED = {
    "model.customers": lambda node: [
        (node["tags"], ["marts", "layer:gold", "crm", "a"]),
        (node["config"]["tags"], ["marts", "layer:gold", "crm", "crm", "a"]),
        (node["meta"], {"keys": KEYS, "times": TIMES, "ends": ["}} x", "a %} b"]}),
        (node["columns"]["a"]["meta"], OF_COLUMN),
        (node["columns"]["a"]["config"]["meta"], OF_COLUMN),
        (node["columns"]["a"]["data_type"], "a }} b"),
    ],
    "model.mb": lambda node: [(node["config"]["begin"], "2024-01-01T00:00:00")],
    "model.nb": lambda node: [(node["config"]["begin"], "2024-01-01")],
    "model.tup": lambda node: [(node["meta"], {"t": [1, 2], "n": {"3": 4, "true": 1}})],
    "snapshot.snapy": lambda node: [(node["path"], "marts/marts.yml/snapy.sql")],
    "model.hooked": lambda node: [(node["depends_on"]["nodes"], ["model.analytics.mb"])],
    "source.orders": lambda node: [(node["tags"], ["b", "c", "s"]), (node["schema"], "raw"), (node["identifier"], "orders")],
}


@dg.template_var
def partitions_of():
    def choose(node):
        for value, expected in EXPECTED.get(f"{node['resource_type']}.{node['name']}", lambda node: [])(node):
            if repr(value) != repr(expected):
                raise ValueError(f"{node['name']}: {value!r} is not {expected!r}")
        return dg.DailyPartitionsDefinition(start_date="2024-01-01")
    return choose
