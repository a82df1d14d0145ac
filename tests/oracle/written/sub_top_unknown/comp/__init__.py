from dagster_dbt import DbtProjectComponent


class Teamed(DbtProjectComponent):
    pass
