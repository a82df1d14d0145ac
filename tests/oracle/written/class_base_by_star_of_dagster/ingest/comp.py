from dagster_dbt import *


class My(DbtProjectComponent):
    pass
