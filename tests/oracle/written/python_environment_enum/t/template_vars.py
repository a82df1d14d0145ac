import os
from enum import Enum
import dagster as dg

class Environment(str, Enum):
    DEV = "dev"
    STAGING = "staging"
    PROD = "prod"

    @classmethod
    def current(cls):
        try:
            return cls(os.environ.get("DAGSTER_ENV", "dev").lower())
        except ValueError:
            return cls.DEV

    @property
    def is_prod(self):
        return self is Environment.PROD

THREADS = {Environment.DEV: 1, Environment.STAGING: 4, Environment.PROD: 16}

@dg.template_var
def sel():
    env = Environment.current()
    return "zzz" if env.is_prod else f"config.materialized:table {env.value}"

@dg.template_var
def daily():
    return dg.DailyPartitionsDefinition(start_date="2024-06-01", end_offset=1 if Environment.current().is_prod else 0)
