import dagster as dg
from dagster_dbt import DbtProjectComponent
from .mixins import Dated, Logged


class Marts(Logged, Dated, DbtProjectComponent):
    pass
