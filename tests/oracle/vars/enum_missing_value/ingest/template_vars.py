import enum
from enum import Enum, IntEnum, StrEnum, Flag, auto
import dagster as dg

class Grain(StrEnum):
    DAY = auto()
    HOUR = auto()

class Level(IntEnum):
    LOW = 1
    HIGH = 10

class Perm(Flag):
    R = auto()
    W = auto()
    RW = R | W

class Planet(Enum):
    A = (1.0, 2)
    B = (2.0, 3)
    def __init__(self, mass, n):
        self.mass, self.n = mass, n
    @classmethod
    def heaviest(cls): return max(cls, key=lambda p: p.mass)
    @property
    def key(self): return self.name.lower()

@enum.unique
class Env(str, Enum):
    DEV = "dev"
    PROD = "prod"
    @classmethod
    def _missing_(cls, value): return cls.DEV

@dg.template_var
def a():
    return [Grain.DAY, f"{Grain.HOUR}", Level.HIGH > 5, Level(1).name, str(Level.LOW), Planet.heaviest().key, [e.value for e in Env], Env("nope").value, str(Env.PROD), f"{Env.PROD}", Env.PROD == "prod", Grain["DAY"].value, Perm.RW.value, bool(Perm.R & Perm.W), list(Grain.__members__), repr(Env.DEV), len(Planet), "dev" in [e.value for e in Env], Grain.DAY.upper(), Level.LOW + 1]

@dg.template_var
def parts(): return dg.StaticPartitionsDefinition([g.value for g in Grain])

@dg.template_var
def parts_shown():
    keys = []
    keys.extend(f"a{i}: {v!r}".replace("...", "…") for i, v in enumerate(a() if isinstance(a(), (list, tuple)) else [a()]))
    return dg.StaticPartitionsDefinition(keys)
