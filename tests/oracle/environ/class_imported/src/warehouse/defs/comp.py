from dagster_dbt import DbtProjectComponent
from . import later
class C(DbtProjectComponent):
    pass
