import dagster as dg


from typing import Any, Callable, Mapping


@dg.template_var
def group_for() -> Callable[[Mapping[str, Any]], str]:
    def _group(node: Mapping[str, Any]) -> str:
        return "staging" if node["name"].startswith("stg_") else "marts"

    return _group


@dg.template_var
def tags_for():
    return lambda node: {t: "" for t in node.get("tags", [])}
