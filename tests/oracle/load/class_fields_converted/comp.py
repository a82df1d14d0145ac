from dataclasses import dataclass, field
from typing import Any, Dict, List, Literal, Optional, Union
from dagster_dbt import DbtProjectComponent

@dataclass
class Own(DbtProjectComponent):
    ratio: float = 0.5
    days: Optional[list[int]] = None
    flag: bool = False
    count: int = 1
    weights: Dict[str, float] = field(default_factory=dict)
    either: Union[int, str] = 3
    mode: Literal["a", "b"] = "a"
    free: Any = None
    team: str = "x"
    names: List[str] = field(default_factory=list)

    def get_cli_args(self, context):
        return ["build", f"--x={[self.ratio, self.days, self.flag, self.count, self.weights, self.either, self.mode, self.free, self.team, self.names]}"]
