import dagster as dg
import threading
_lock = threading.Lock()
_cache = {}
def get():
    with _lock:
        if "v" not in _cache: _cache["v"] = "tag:l"
        return _cache["v"]
@dg.template_var
def v(): return get()
