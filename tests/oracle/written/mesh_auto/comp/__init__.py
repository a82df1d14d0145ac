import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Optional

import dagster as dg
from dagster.components.resolved.model import Resolver
from dagster_dbt import DagsterDbtTranslator, DbtProject, DbtProjectComponent


class _MeshTranslator(DagsterDbtTranslator):
    def __init__(self, group_overrides: dict[str, str] | None = None, auto: bool = False, begin: str = "2024-01-01", settings: Any | None = None):
        super().__init__(settings=settings)
        self._group_overrides = group_overrides or {}
        self._auto = auto
        self._begin = begin

    def get_group_name(self, props: Mapping[str, Any]) -> str | None:
        if self._group_overrides:
            kind = props.get("resource_type", "")
            if kind in self._group_overrides:
                return self._group_overrides[kind]
            for segment in props.get("fqn", []):
                if segment in self._group_overrides:
                    return self._group_overrides[segment]
        return super().get_group_name(props)

    def get_partitions_def(self, props: Mapping[str, Any]) -> dg.PartitionsDefinition | None:
        if not self._auto:
            return None
        config = props.get("config", {})
        size = config.get("batch_size") or "day"
        begin = config.get("begin") or self._begin
        if isinstance(begin, str) and "T" in begin:
            begin = begin.split("T")[0]
        if size == "day":
            return dg.DailyPartitionsDefinition(start_date=begin)
        elif size == "month":
            return dg.MonthlyPartitionsDefinition(start_date=begin)
        return None


@dataclass
class MeshComponent(DbtProjectComponent):
    external_packages: Annotated[
        dict[str, dict[str, Any]],
        Resolver.default(description="external packages"),
    ] = field(default_factory=dict)
    group_overrides: Annotated[dict[str, str], Resolver.default(description="groups")] = field(default_factory=dict)
    auto: Annotated[bool, Resolver.default(description="partitions")] = False
    exposure_group: Annotated[str, Resolver.default(description="group")] = "exposures"

    def get_cli_args(self, context: dg.AssetExecutionContext) -> list[str]:
        args = super().get_cli_args(context)
        if self.auto and context.has_partition_key:
            partition_key = context.partition_key
            if hasattr(context, "partition_time_window") and context.partition_time_window:
                end_date = context.partition_time_window.end.strftime("%Y-%m-%d")
            else:
                from datetime import datetime, timedelta

                start = datetime.strptime(partition_key, "%Y-%m-%d")
                end_date = (start + timedelta(days=1)).strftime("%Y-%m-%d")
            args.extend(["--event-time-start", partition_key, "--event-time-end", end_date])
        return args

    @cached_property
    def translator(self) -> DagsterDbtTranslator:
        from dataclasses import replace

        settings = replace(self.translation_settings, enable_code_references=False)
        if self.group_overrides or self.auto:
            return _MeshTranslator(group_overrides=self.group_overrides, auto=self.auto, settings=settings)
        return DagsterDbtTranslator(settings)

    def build_defs_from_state(self, context: dg.ComponentLoadContext, state_path: Path | None) -> dg.Definitions:
        base_defs = super().build_defs_from_state(context, state_path)
        if not self.external_packages:
            return base_defs
        project = self._project_manager.get_project(state_path)
        path = Path(project.manifest_path)
        if not path.exists():
            return base_defs
        manifest = json.loads(path.read_text())
        more = [dg.AssetSpec(key=dg.AssetKey(["external", n["name"]])) for n in manifest.get("nodes", {}).values() if n.get("package_name") in self.external_packages]
        return dg.Definitions(assets=[*list(base_defs.assets or []), *more], resources=base_defs.resources)
