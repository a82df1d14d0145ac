from typing import TYPE_CHECKING

from dagster_dbt import DbtProjectComponent

from .basis import Base as Quiet

Base = Quiet
if False:
    Base = DbtProjectComponent
if TYPE_CHECKING:
    Base = DbtProjectComponent


class My(Base):
    pass
