import os
from contextlib import contextmanager
from dataclasses import dataclass

import dagster as dg
from dagster.components.resolved.core_models import OpSpec
from dagster_dbt import DbtCliResource, DbtProjectComponent, dbt_assets


class Ops(DbtProjectComponent):
    def _get_op_spec(self, project):
        return OpSpec(name=f"dbt_{project.name}", backfill_policy=dg.BackfillPolicy.single_run())


class Assets(DbtProjectComponent):
    def build_defs_from_state(self, context, state_path):
        project = self.dbt_project

        @dbt_assets(manifest=project.manifest_path, project=project, name="mine")
        def assets(context: dg.AssetExecutionContext):
            yield from DbtCliResource(project).cli(["run"], context=context).stream()

        return dg.Definitions(assets=[assets])


class Nothing(DbtProjectComponent):
    def build_defs(self, context):
        """Superset shows the models; super().build_defs(context) would load them."""
        return dg.Definitions()  # superfluous otherwise


@contextmanager
def environment(**names):
    os.environ.update(names)
    yield


class Environ(DbtProjectComponent):
    def execute(self, context, dbt):
        with environment(DBT_MODE="daily"):
            yield from super().execute(context, dbt)


class Loads(DbtProjectComponent):
    def build_defs(self, context):
        self.select = f"tag:{context.path.name}"
        self.folder = context.path.name
        return super().build_defs(context)


class Args(DbtProjectComponent):
    def get_cli_args(self, context):
        return [*super().get_cli_args(context), "--vars", f"folder: {self.folder}"]

    def build_defs(self, context):
        self._look_around(context)
        return super().build_defs(context)

    def _look_around(self, context):
        self.folder = context.path.name


class Counts(DbtProjectComponent):
    keys = {}

    def get_asset_spec(self, manifest, unique_id, project):
        spec = super().get_asset_spec(manifest, unique_id, project)
        self.keys[unique_id] = spec.key
        return spec

    def get_cli_args(self, context):
        return [*super().get_cli_args(context), "--vars", f"models: {len(self.keys)}"]


@dataclass
class Init(DbtProjectComponent):
    def __post_init__(self):
        self.select = os.environ.get("DBT_SELECT", "tag:daily")
