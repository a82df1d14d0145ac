from dataclasses import dataclass, field
from typing import Annotated, Any, Optional
import json
from pathlib import Path
import dagster as dg
from dagster_dbt import DbtProjectComponent


@dataclass
class Enriched(DbtProjectComponent):
    """Adds metadata from dbt's docs."""

    docs_url: Annotated[Optional[str], dg.Resolver.default(description="Base URL (of the docs)")] = None
    include_meta: bool = True
    tags_of: list[str] = field(default_factory=list)

    def build_defs_from_state(self, context: dg.ComponentLoadContext, state_path: Optional[Path]) -> dg.Definitions:
        defs = super().build_defs_from_state(context, state_path)
        try:
            manifest = json.loads(Path(self.project.manifest_path).read_text())
        except Exception:
            return defs

        def enrich(spec: dg.AssetSpec) -> dg.AssetSpec:
            uid = spec.metadata.get("dagster_dbt/unique_id")
            node = manifest["nodes"].get(uid, {})
            extra: dict[str, Any] = {}
            if self.docs_url:
                extra["dbt_docs/url"] = dg.MetadataValue.url(f"{self.docs_url}/#!/model/{uid}")
            if self.include_meta and node.get("meta"):
                extra["dbt_docs/meta"] = node["meta"]
            return spec.merge_attributes(metadata=extra)

        return defs.map_resolved_asset_specs(func=enrich)
