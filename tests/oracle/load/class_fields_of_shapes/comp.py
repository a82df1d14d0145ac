from dataclasses import dataclass, field
from typing import Annotated, Literal, Mapping, Optional, Sequence, Tuple, Union
import dagster as dg
from dagster_dbt import DbtProjectComponent

@dataclass
class C(DbtProjectComponent):
    pair: tuple[float, str] = (0.0, "z")
    many: Tuple[int, ...] = ()
    opt: Optional[tuple[str, str]] = None
    chunk: Annotated[int, dg.Resolver.default(description="How many; 'n'")] = 1
    ratio: Annotated[Optional[float], dg.Resolver.default(description="r", examples=[0.5, 'half'])] = None
    mode: Literal[1, 2] = 1
    kind: Literal['full', "incr"] = "incr"
    share: float = 0.1
    extra: Mapping[str, float] = field(default_factory=dict)
    tags: Sequence[float] = ()
    both: Union[str, Sequence[int]] = ""

    def get_cli_args(self, context):
        return ["build", f"--p={[self.pair, self.many, self.opt, self.chunk, self.ratio, self.mode, self.extra, self.tags, self.both, self.kind, self.share]}"]
