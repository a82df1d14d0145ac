from abc import ABC
from typing import Generic, TypeVar

from dagster_dbt import DbtProjectComponent

T = TypeVar("T")


class Named:
    def called(self):
        return "named"


class Full:
    def get_cli_args(self, context):
        return [*super().get_cli_args(context), "--full-refresh"]


class Leaf(Named, Generic[T], DbtProjectComponent, Full, ABC):
    pass
