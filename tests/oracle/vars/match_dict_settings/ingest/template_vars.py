import dagster as dg


SETTINGS = {"mode": "tags", "tags": ["marts", "daily"]}


@dg.template_var
def select():
    match SETTINGS:
        case {"mode": "tags", "tags": [*tags]} if tags:
            return " ".join(f"tag:{t}" for t in tags)
        case {"mode": "all"}:
            return "fqn:*"
    raise ValueError(f"unknown settings {SETTINGS}")
