# dagster_dbt: the translators that a component's class may build upon (dagster_dbt/dagster_dbt_translator.py,
# asset_utils.py; components/dbt_project/component.py), and DbtProject (dbt_project.py).
#
# A translator holds, as `_at_hand`, the node that is asked about: its AssetSpec as nobody translated it, its id, its
# properties, these as `get_owners` gets them, with the properties of its group, and those of what it depends on.
import re
from pathlib import Path

import yaml
from dagster import AssetKey
from _dbtplan import told, unknown, unsupported

__all__ = ["DagsterDbtTranslator", "DbtProject", "DbtProjectComponentTranslator"]

# What a translator tells of an asset that targets and launches go by, method by method.
ATTRIBUTES = {
    "get_asset_key": "key",
    "get_group_name": "group_name",
    "get_owners": "owners",
    "get_tags": "tags",
    "get_partitions_def": "partitions_def",
}

# What it tells besides, for what it raises, and for what an AssetSpec does not take.
OTHERS = {
    "get_description": "description",
    "get_metadata": "metadata",
    "get_code_version": "code_version",
    "get_automation_condition": "automation_condition",
}

TAG_KEY = re.compile(r"^([A-Za-z0-9_.-]{1,63}/|dagster/kind/)?[A-Za-z0-9_.-]{1,63}$")


class DagsterDbtTranslator:
    _settings = None
    _at_hand = (None, None, None, None, ())

    def __init__(self, settings=None):
        self._settings = settings

    @property
    def settings(self):
        return unsupported("the settings of a translator that has none") if self._settings is None else self._settings

    def get_resource_props(self, manifest, unique_id):
        _, unique_id_at_hand, props, _, _ = self._at_hand
        return props if unique_id == unique_id_at_hand else unsupported("'get_resource_props' of another node")

    def get_asset_spec(self, manifest, unique_id, project):
        spec, unique_id_at_hand, props, owners_props, parents = self._at_hand
        if unique_id != unique_id_at_hand:
            return unsupported("'get_asset_spec' of another node")
        given = {}
        if self._is_own("get_partition_mapping"):
            for parent in parents:
                told(self.get_partition_mapping, (props, parent))
        for method, attribute in OTHERS.items():
            if self._is_own(method):
                given[attribute] = told(getattr(self, method), (props,))
        for method, attribute in ATTRIBUTES.items():
            if self._is_own(method):
                given[attribute] = getattr(self, method)(owners_props if method == "get_owners" else props)
        return spec.replace_attributes(**given) if given else spec

    def _is_own(self, method):
        return getattr(type(self), method) is not getattr(DagsterDbtTranslator, method)

    # What the component's `get_asset_spec` gives, where its class has none of its own.
    def _spec_of_node(self, unique_id):
        return DagsterDbtTranslator.get_asset_spec(self, None, unique_id, None)

    # Whether the component's `translation` is applied, behind all else; None: it is, and something more behind it.
    def _is_translated(self):
        return False

    # The spec, where it is asked with its own properties: more is known of it.
    def _spec_of(self, dbt_resource_props):
        spec, _, props, owners_props, _ = self._at_hand
        return spec if dbt_resource_props is props or dbt_resource_props is owners_props else None

    def get_asset_key(self, dbt_resource_props):
        spec = self._spec_of(dbt_resource_props)
        if spec is not None:
            return spec.key
        meta = dbt_resource_props.get("config", {}).get("meta", {}) or dbt_resource_props.get("meta", {})
        configured = meta.get("dagster", {}).get("asset_key", [])
        if configured:
            return AssetKey(configured)
        if dbt_resource_props["resource_type"] == "source":
            return AssetKey([dbt_resource_props["source_name"], dbt_resource_props["name"]])
        if dbt_resource_props.get("version"):
            return AssetKey([dbt_resource_props["alias"]])
        schema = dbt_resource_props["config"].get("schema")
        return AssetKey([dbt_resource_props["name"]] if schema is None else [schema, dbt_resource_props["name"]])

    def get_partition_mapping(self, dbt_resource_props, dbt_parent_resource_props):
        return None

    def get_description(self, dbt_resource_props):
        return unknown("what dbt's manifest has of a node's text")

    def get_metadata(self, dbt_resource_props):
        return unknown("what dbt's manifest has of a node's columns")

    def get_tags(self, dbt_resource_props):
        return {tag: "" for tag in dbt_resource_props.get("tags", []) if TAG_KEY.match(tag)}

    def get_group_name(self, dbt_resource_props):
        spec = self._spec_of(dbt_resource_props)
        if spec is not None:
            return spec.group_name
        group = dbt_resource_props.get("meta", {}).get("dagster", {}).get("group")
        return group or dbt_resource_props.get("config", {}).get("group") or None

    def get_code_version(self, dbt_resource_props):
        return unknown("what dbt's manifest has of a node's code")

    def get_owners(self, dbt_resource_props):
        spec = self._spec_of(dbt_resource_props)
        if spec is not None:
            return spec.owners or None
        owners = dbt_resource_props.get("meta", {}).get("dagster", {}).get("owners")
        if owners:
            return owners
        owner = (dbt_resource_props.get("group") or {}).get("owner", {}).get("email")
        return ([owner] if isinstance(owner, str) else owner) if owner else None

    def get_auto_materialize_policy(self, dbt_resource_props):
        return unknown("what dbt's manifest has of a node's meta")

    def get_automation_condition(self, dbt_resource_props):
        return unknown("what dbt's manifest has of a node's meta")

    def get_partitions_def(self, dbt_resource_props):
        return None


class DbtProjectComponentTranslator(DagsterDbtTranslator):
    def __init__(self, component, settings):
        self._component = component
        super().__init__(settings)

    @property
    def component(self):
        return self._component

    def get_asset_spec(self, manifest, unique_id, project):
        # The component's own goes before; without one it asks the translator.
        return self._component.get_asset_spec(manifest, unique_id, project)

    def _is_translated(self):
        return type(self).get_asset_spec is DbtProjectComponentTranslator.get_asset_spec or None


class DagsterDbtProjectNotFoundError(Exception):
    pass


class DagsterDbtProfilesDirectoryNotFoundError(Exception):
    pass


class DagsterDbtProjectYmlFileNotFoundError(Exception):
    pass


class DbtProject:
    def __init__(self, project_dir, *, target_path="target", profiles_dir=None, profile=None, target=None,
                 packaged_project_dir=None, state_path=None, prepare_project_cli_args=None):
        self.project_dir = Path(project_dir)
        if not self.project_dir.exists():
            raise DagsterDbtProjectNotFoundError(f"project_dir {self.project_dir} does not exist.")
        self.target_path = Path(target_path)
        self.packaged_project_dir = Path(packaged_project_dir) if packaged_project_dir else None
        if self.packaged_project_dir and self.packaged_project_dir.exists():
            unsupported("a DbtProject that is packaged already")
        self.profiles_dir = Path(profiles_dir) if profiles_dir else self.project_dir
        if not self.profiles_dir.exists():
            raise DagsterDbtProfilesDirectoryNotFoundError(f"profiles {self.profiles_dir} does not exist.")
        written = self.project_dir.joinpath("dbt_project.yml")
        if not written.exists():
            raise DagsterDbtProjectYmlFileNotFoundError(
                f"Did not find dbt_project.yml at expected path {written}. "
                f"Ensure the specified project directory respects all dbt project requirements.")
        self.name = yaml.safe_load(written.read_text())["name"]
        self.profile = profile
        self.target = target
        self.state_path = self.project_dir.joinpath(state_path) if state_path else state_path
        self.manifest_path = self.project_dir.joinpath(self.target_path, "manifest.json")

    @property
    def has_uninstalled_deps(self):
        return unsupported("'has_uninstalled_deps' of a DbtProject")

    @property
    def preparer(self):
        return unsupported("'preparer' of a DbtProject")

    def prepare_if_dev(self):
        return None
