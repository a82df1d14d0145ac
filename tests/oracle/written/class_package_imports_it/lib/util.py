import json


def window_vars(context, *, fmt="%Y-%m-%d %H:%M:%S"):
    w = getattr(context, "partition_time_window", None)
    if not w:
        return []
    return ["--vars", json.dumps(dict(zip(("from", "to"), (t.strftime(fmt) for t in w))))]
