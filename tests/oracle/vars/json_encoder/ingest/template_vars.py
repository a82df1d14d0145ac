import json
import os
import dagster as dg
HERE = os.path.dirname(os.path.abspath(__file__))
with open(os.path.join(HERE, "conf", "settings.json"), encoding="utf-8") as fh:
    SETTINGS = json.load(fh)

class Encoder(json.JSONEncoder):
    def default(self, o):
        if isinstance(o, (set, frozenset)):
            return sorted(o)
        return super().default(o)

@dg.template_var
def keys():
    return dg.StaticPartitionsDefinition([s["name"] for s in SETTINGS["shards"] if s["weight"] >= SETTINGS.get("min", 0)])
@dg.template_var
def dumped():
    doc = {"names": {s["name"] for s in SETTINGS["shards"]}, "n": None, "u": SETTINGS["title"]}
    text = json.dumps(doc, cls=Encoder, sort_keys=True, separators=(",", ":"))
    other = json.dumps({"x": {1, 2}, "p": 1.0}, default=list, indent=None, ensure_ascii=False)
    return "tag:" + text + other.replace(" ", "")
