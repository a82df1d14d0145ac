from dataclasses import dataclass
from functools import cached_property
from typing import Any, Mapping

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtProjectComponent


class LayeredTranslator(DagsterDbtTranslator):
    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        if dbt_resource_props["resource_type"] == "source":
            return dg.AssetKey(["ext", dbt_resource_props["source_name"], dbt_resource_props["name"]])
        return super().get_asset_key(dbt_resource_props).with_prefix("wh")

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        return "_".join(dbt_resource_props["fqn"][1:-1]) or None

    def get_partitions_def(self, dbt_resource_props):
        if dbt_resource_props["config"].get("materialized") == "incremental":
            return dg.DailyPartitionsDefinition("2024-01-01")
        return None


class Layered(DbtProjectComponent):
    @cached_property
    def translator(self) -> DagsterDbtTranslator:
        return LayeredTranslator(DagsterDbtTranslatorSettings(enable_asset_checks=False))
