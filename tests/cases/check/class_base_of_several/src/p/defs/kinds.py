import os

from dagster_dbt import DbtProjectComponent

from .bases import Quiet

try:
    from .bases import Quiet as TriedBase
except ImportError:
    from dagster_dbt import DbtProjectComponent as TriedBase

if os.environ.get("QUIET"):
    ChosenBase = Quiet
else:
    ChosenBase = DbtProjectComponent

ReboundBase = DbtProjectComponent
if os.environ.get("QUIET"):
    from .bases import Quiet as ReboundBase

LoopedBase = DbtProjectComponent
for LoopedBase in (DbtProjectComponent, Quiet):
    pass


class Tried(TriedBase):
    pass


class Chosen(ChosenBase):
    pass


class Rebound(ReboundBase):
    pass


class Looped(LoopedBase):
    pass


if os.environ.get("QUIET"):

    class Either(Quiet):
        pass

else:

    class Either(DbtProjectComponent):
        pass


try:
    from dagster_dbt import NewerComponent

    class Newer(DbtProjectComponent):
        pass

except ImportError:

    class Newer(Quiet):
        pass
