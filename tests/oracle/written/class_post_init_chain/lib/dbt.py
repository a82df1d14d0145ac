from dataclasses import dataclass
from .base import CompanyDbt


@dataclass
class TeamDbt(CompanyDbt):
    team: str = "x"
    def __post_init__(self):
        super().__post_init__()
        self.cli_args.insert(1, f"--tag-{self.team}")
