import os
from dagster_dbt import DbtProjectComponent
os.environ["APP_SCHEMA"] = "dev"
class C(DbtProjectComponent):
    pass
