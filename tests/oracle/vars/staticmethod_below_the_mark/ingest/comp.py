from dataclasses import dataclass, field
from typing import Any, Mapping, Optional
import dagster as dg
from dagster_dbt import DbtProject, DbtProjectComponent, DbtCliResource
class MyDbt(DbtProjectComponent):
    @dg.template_var
    @staticmethod
    def sel(): return 'customers'
