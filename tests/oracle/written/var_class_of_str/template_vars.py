import re
import dagster as dg


class Identifier(str):
    """A quoted SQL identifier."""

    PATTERN = re.compile(r"^[a-z_][a-z0-9_]*$")

    def __new__(cls, value: str):
        cleaned = value.strip().lower().replace("-", "_")
        if not cls.PATTERN.match(cleaned):
            raise ValueError(f"not an identifier: {value!r}")
        return super().__new__(cls, cleaned)

    @property
    def quoted(self) -> str:
        return f'"{self}"'

    def __truediv__(self, other: str) -> "Identifier":
        return Identifier(f"{self}_{other}")


@dg.template_var
def schema() -> str:
    return Identifier("Raw-Orders ")


@dg.template_var
def fqtn() -> str:
    s = Identifier("analytics") / "EU"
    return ".".join([s.quoted, Identifier("orders").quoted]) + f" {len(s)} {s == 'analytics_eu'} {isinstance(s, str)} {type(s).__name__}"


@dg.template_var
def selection() -> str:
    tags = {Identifier("Daily"): 1, Identifier("weekly"): 2}
    return " ".join(f"tag:{t}" for t in sorted(tags)) if tags["daily"] == 1 else "*"
