from dagster_dbt import DbtProjectComponent


class ShopDbt(DbtProjectComponent):
    """Ours."""
