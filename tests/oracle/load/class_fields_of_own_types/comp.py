from dataclasses import dataclass, field
from typing import Annotated, Any, List, Literal, Optional, Sequence, Tuple, Union

import dagster as dg
from dagster_dbt import DbtProjectComponent


class Rule(dg.Model, dg.Resolvable):
    name: str
    kind: Literal["full", "incr"] = "full"
    limit: Optional[int] = None
    share: float = 0.5
    more: Any = None
    flags: dict = {}
    tags: List[str] = []
    active: bool = False
    both: Union[str, int, None] = "x"


@dataclass
class Window(dg.Resolvable):
    size: int
    rules: Sequence[Rule] = ()


@dataclass
class C(DbtProjectComponent):
    one: Optional[Rule] = None
    none: Optional[Rule] = None
    other: Rule | None = None
    windows: dict[str, list[Window]] = field(default_factory=dict)
    named: Annotated[str, dg.Resolver(fn=lambda context, v: context.resolve_value(v) + "!", model_field_type=str)] = ""
    added: Annotated[int, "a note", dg.Resolver(lambda context, v: v + 1, model_field_type=int)] = 0
    triple: tuple[int, int, int] = (0, 0, 0)
    single: Tuple[str] = ("",)
    open: tuple[int, ...] = ()
    grid: list[list[int]] = field(default_factory=list)

    def get_cli_args(self, context):
        shown = [
            [w.size, [(r.name, r.kind, r.limit, r.share, r.more, r.flags, r.tags, r.active, r.both) for r in w.rules]]
            for name in sorted(self.windows)
            for w in self.windows[name]
        ]
        rest = [self.named, self.added, self.triple, self.single, self.open, self.grid]
        return ["build", f"--p={[self.one.name, self.one.limit, self.none, self.other, shown, rest]}"]
