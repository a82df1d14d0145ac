"""Conditions by what a model is made as."""
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

import dagster as dg
from dagster_dbt import DbtProjectComponent
from dagster_dbt.dbt_project import DbtProject


@dataclass
class LayeredDbtComponent(DbtProjectComponent):
    """Tags and conditions."""

    def get_asset_spec(
        self, manifest: Mapping[str, Any], unique_id: str, project: Optional[DbtProject]
    ) -> dg.AssetSpec:
        base_spec = super().get_asset_spec(manifest, unique_id, project)
        node = self.get_resource_props(manifest, unique_id)
        materialized = node.get("config", {}).get("materialized", "view")
        if node.get("resource_type", "model") != "model":
            return base_spec
        fqn = node.get("fqn", [])
        tags = dict(base_spec.tags) if base_spec.tags else {}
        tags["dagster/materialization"] = materialized
        if materialized == "view":
            condition = dg.AutomationCondition.missing() | dg.AutomationCondition.code_version_changed()
        elif "marts" in fqn:
            condition = (
                dg.AutomationCondition.on_cron("* * * * *")
                & dg.AutomationCondition.all_deps_updated_since_cron("*/10 * * * *")
            ).resolve_through_virtual()
        else:
            condition = dg.AutomationCondition.on_cron("0 * * * *").resolve_through_virtual()
        return base_spec.replace_attributes(automation_condition=condition, tags=tags)
