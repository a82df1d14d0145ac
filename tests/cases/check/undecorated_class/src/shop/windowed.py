from dagster_dbt import DbtProjectComponent


class Windowed(DbtProjectComponent):
    lookback: int = 3
