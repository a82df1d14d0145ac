from functools import cached_property
import os
import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DbtProjectComponent
from dagster_dbt.components.dbt_project.component import DbtProjectComponentTranslator

class C(DbtProjectComponent):
    pass
