"""Asks the pinned Dagster and dbt what selections choose in the dbt project `warehouse/analytics`.

Writes, beside this file:

    warehouse.manifest.json   dbt's manifest of the project, without what dbtplan does not look at
    warehouse.assets.tsv      for each asset: its key, tags, group, owners, keys it depends on
    asset_selection.tsv       asset selection → the keys it selects; `!` where Dagster refuses it
    dbt_selection.tsv         select, exclude, selector → the dbt resources that become assets; `!` where dbt refuses it

The selections stand in `asset_selection.txt` and `dbt_selection.txt` (one a line; `select | exclude | selector`).

    python tests/oracle/record_selection.py
"""

import json
import shutil
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

HERE = Path(__file__).resolve().parent
warnings.filterwarnings("ignore")

from dagster import AssetSelection  # noqa: E402
from dagster._core.definitions.assets.graph.asset_graph import AssetGraph  # noqa: E402
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, dbt_assets  # noqa: E402
from dagster_dbt.asset_utils import is_non_asset_node  # noqa: E402
from dagster_dbt.utils import ASSET_RESOURCE_TYPES, select_unique_ids  # noqa: E402

KEPT = {
    "nodes": ("resource_type", "unique_id", "name", "package_name", "original_file_path", "patch_path", "fqn", "tags",
              "group", "version", "alias", "meta", "config"),
    "sources": ("resource_type", "unique_id", "name", "package_name", "source_name", "original_file_path", "fqn",
                "tags", "meta", "config"),
    "groups": ("resource_type", "unique_id", "name", "owner"),
}


def manifest_of(folder: Path) -> dict:
    copy = Path(tempfile.mkdtemp()) / "dbt"
    try:
        shutil.copytree(folder, copy)
        subprocess.run([Path(sys.executable).parent / "dbt", "parse", "--quiet"], cwd=copy, check=True)
        return json.loads((copy / "target" / "manifest.json").read_text())
    finally:
        shutil.rmtree(copy.parent)


def reduced(manifest: dict) -> dict:
    small = {"metadata": {name: manifest["metadata"][name] for name in ("project_name", "adapter_type")}}
    for section, fields in KEPT.items():
        small[section] = {}
        for unique_id, node in manifest[section].items():
            kept = {field: node[field] for field in fields if field in node}
            if "depends_on" in node:
                kept["depends_on"] = {"nodes": node["depends_on"].get("nodes", [])}
            small[section][unique_id] = kept
    return {**small, "selectors": manifest["selectors"]}


def graph_of(manifest: dict) -> AssetGraph:
    settings = DagsterDbtTranslatorSettings(enable_code_references=False)

    @dbt_assets(manifest=manifest, dagster_dbt_translator=DagsterDbtTranslator(settings))
    def assets():
        yield from ()

    return AssetGraph.from_assets([assets])


def lines(name: str) -> list[str]:
    return [line for line in (HERE / name).read_text().splitlines() if line and not line.startswith("#")]


def asset_rows(graph):
    for node in sorted(graph.asset_nodes, key=lambda node: node.key.to_user_string()):
        tags = " ".join(sorted(f"{name}={value}" for name, value in node.tags.items()))
        parents = " ".join(sorted(key.to_user_string() for key in node.parent_keys))
        kind = "external" if node.is_external else "asset"
        yield [node.key.to_user_string(), kind, str(node.group_name), tags, " ".join(node.owners), parents]


def selection_rows(graph):
    for text in lines("asset_selection.txt"):
        try:
            found = AssetSelection.from_string(text, include_sources=True).resolve(graph)
            yield [text, " ".join(sorted(key.to_user_string() for key in found))]
        except BaseException:
            yield [text, "!"]


def dbt_rows(manifest):
    for text in lines("dbt_selection.txt"):
        select, exclude, selector = ([part.strip() for part in text.split("|")] + ["", ""])[:3]
        try:
            ids = select_unique_ids(select=select or "fqn:*", exclude=exclude, selector=selector, project=FOLDER,
                                    manifest_json=manifest)
        except BaseException:
            yield [text, "!"]
            continue
        nodes = [manifest["nodes"].get(unique_id) for unique_id in ids]
        found = [node["unique_id"] for node in nodes
                 if node and node["resource_type"] in ASSET_RESOURCE_TYPES and not is_non_asset_node(node)]
        yield [text, " ".join(sorted(found))]


class FOLDER:
    project_dir = HERE / "warehouse" / "analytics"


def write(name: str, rows) -> None:
    text = "".join("\t".join(row) + "\n" for row in rows)
    (HERE / name).write_text(text)
    print(f"{name}: {text.count(chr(10))}")


def main() -> None:
    manifest = manifest_of(FOLDER.project_dir)
    (HERE / "warehouse.manifest.json").write_text(json.dumps(reduced(manifest), indent=1) + "\n")
    graph = graph_of(manifest)
    write("warehouse.assets.tsv", asset_rows(graph))
    write("asset_selection.tsv", selection_rows(graph))
    write("dbt_selection.tsv", dbt_rows(manifest))


if __name__ == "__main__":
    main()
