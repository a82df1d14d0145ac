from dataclasses import dataclass
from typing import Annotated
import dagster as dg
from dagster_dbt import DbtProjectComponent

Upper = Annotated[str, dg.Resolver(lambda context, value: value.upper(), model_field_type=str)]


@dataclass
class Marts(DbtProjectComponent):
    label: Upper = "none"

    def get_cli_args(self, context):
        return [*super().get_cli_args(context), "--vars", self.label]
