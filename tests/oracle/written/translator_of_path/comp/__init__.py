from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from dagster import AssetKey, AssetSpec, AutomationCondition, ComponentLoadContext, Definitions
from dagster_dbt.asset_utils import get_node
from dagster_dbt.components.dbt_project.component import DbtProjectComponent, DbtProjectComponentTranslator

ROOT = Path(__file__).resolve().parents[3]


def compute_key(node: Mapping[str, Any], project_name: str) -> AssetKey:
    meta = (node.get("meta") or {}).get("dagster") or {}
    config_meta = ((node.get("config") or {}).get("meta") or {}).get("dagster") or {}
    override = config_meta.get("asset_key") or meta.get("asset_key")
    if override:
        return AssetKey(list(override))
    package = node.get("package_name") or ""
    prefix = [project_name] if package == project_name else [project_name, "packages", package]
    if node.get("resource_type") == "source":
        return AssetKey([*prefix, "sources", node.get("source_name") or "", node.get("name") or ""])
    segments = (node.get("original_file_path") or "").replace("\\", "/").split("/")
    return AssetKey([*prefix, *segments[:-1], node.get("name") or ""])


def group_of(key: AssetKey) -> str:
    return "__".join(key.path[:-1]).replace("-", "_") or key.path[0]


class MeshTranslator(DbtProjectComponentTranslator):
    def get_asset_spec(self, manifest: Mapping[str, Any], unique_id: str, project: Any) -> AssetSpec:
        spec = super().get_asset_spec(manifest, unique_id, project)
        node = get_node(manifest, unique_id)
        name = (manifest.get("metadata") or {}).get("project_name") or ""
        key = compute_key(node, name)
        materialized = (node.get("config") or {}).get("materialized")
        kinds = {"dbt", materialized} if materialized else {"dbt"}
        return spec.replace_attributes(key=key, group_name=group_of(key), kinds=kinds, automation_condition=AutomationCondition.eager())


class MeshComponent(DbtProjectComponent):
    @cached_property
    def translator(self) -> DbtProjectComponentTranslator:
        return MeshTranslator(self, self.translation_settings)

    def build_defs_from_state(self, context: ComponentLoadContext, state_path: Path | None) -> Definitions:
        return super().build_defs_from_state(context, state_path=None)
