from collections.abc import Mapping
from typing import Any
from dagster_dbt import DbtProjectComponent


class ShopDbt(DbtProjectComponent):
    @classmethod
    def get_additional_scope(cls) -> Mapping[str, Any]:
        return {"team": "analytics"}
