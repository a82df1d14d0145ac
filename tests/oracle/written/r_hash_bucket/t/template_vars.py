import hashlib
import json
import dagster as dg

CONFIG = {"b": [1, 2], "a": {"x": None}}

@dg.template_var
def version():
    payload = json.dumps(CONFIG, sort_keys=True).encode()
    return hashlib.md5(payload, usedforsecurity=False).hexdigest()[:12]
