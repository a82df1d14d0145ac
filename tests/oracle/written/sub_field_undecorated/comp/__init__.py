from dagster_dbt import DbtProjectComponent


class Teamed(DbtProjectComponent):
    team: str = "core"
