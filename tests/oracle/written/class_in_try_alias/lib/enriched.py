"""A drop-in for DbtProjectComponent that loads without dagster-dbt, too."""
from dataclasses import dataclass
from typing import List, Optional

import dagster as dg
from pydantic import Field


@dataclass
class DeferConfig(dg.Resolvable):
    state_path: str
    favor_state: bool = False

    def to_cli_args(self) -> List[str]:
        return ["--defer", "--state", self.state_path, *(["--favor-state"] if self.favor_state else [])]


try:
    from dagster_dbt.components.dbt_project.component import (
        DbtProjectComponent as _DbtProjectComponent,
    )

    @dataclass
    class EnrichedDbtProjectComponent(_DbtProjectComponent):
        """Enriched."""

        defer_config: Optional[DeferConfig] = None
        poll_interval: float = 5.0

        def get_cli_args(self, context: dg.AssetExecutionContext) -> list[str]:
            args = list(super().get_cli_args(context))
            return args + self.defer_config.to_cli_args() if self.defer_config else args

except ImportError:
    # stub keeps the class name resolvable so that YAML validates
    class EnrichedDbtProjectComponent(dg.Component, dg.Model, dg.Resolvable):  # type: ignore[no-redef]
        project: Optional[str] = Field(default=None)

        def build_defs(self, context: dg.ComponentLoadContext) -> dg.Definitions:
            raise ImportError("pip install dagster-dbt")


DocsEnrichedProjectComponent = EnrichedDbtProjectComponent
