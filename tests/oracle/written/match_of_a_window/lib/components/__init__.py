from .dbt_component import TeamDbt
from . import helpers
