from dagster_dbt import DbtProjectComponent

from .basis import Base as Quiet

Base = Quiet


class My(Base):
    pass


Base = DbtProjectComponent
