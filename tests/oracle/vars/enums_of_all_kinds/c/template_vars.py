import enum
from datetime import timedelta
from enum import Enum, Flag, IntEnum, StrEnum, auto, unique
from functools import cached_property, total_ordering
from operator import attrgetter
import dagster as dg


class Grain(Enum):
    HOUR = ("hour", timedelta(hours=1), "%Y-%m-%d-%H:%M")
    DAY = ("day", timedelta(days=1), "%Y-%m-%d")
    WEEK = "week", timedelta(weeks=1), "%G-W%V"

    def __new__(cls, label, delta, fmt):
        obj = object.__new__(cls)
        obj._value_ = label
        obj.delta, obj.fmt = delta, fmt
        return obj

    @property
    def plural(self): return f"{self.value}s"
    @classmethod
    def finest(cls): return min(cls, key=attrgetter("delta"))
    @staticmethod
    def parse(t): return Grain[t.upper()] if t.upper() in Grain.__members__ else Grain(t)
    def __lt__(self, o): return self.delta < o.delta


class Level(IntEnum):
    LOW = 1
    MID = auto()
    HIGH = 10
    DEFAULT = MID
    def bump(self): return Level(min(self + 9, max(Level)))


class Op(Enum):
    ADD = staticmethod(lambda a, b: a + b) if False else "+"
    SUB = "-"
    def __call__(self, a, b): return a + b if self is Op.ADD else a - b
    @classmethod
    def _missing_(cls, v): return cls.ADD if v == "plus" else None
    def __str__(self): return f"<{self.value}>"


class Perm(Flag):
    R = auto(); W = auto(); X = auto()
    RW = R | W
    NONE = 0


class Kind(StrEnum):
    MODEL = auto()
    SEED = "seeds"
    @property
    def cmd(self): return {"model": "run"}.get(self, self.rstrip("s"))


@unique
class Weekday(IntEnum):
    MON, TUE, WED = range(3)


Dyn = Enum("Dyn", "A B C")
Dyn2 = Enum("Dyn2", {"X": 1, "Y": "two"})


@dg.template_var
def facts():
    out = [Grain.DAY, Grain("day"), repr(Grain.WEEK), Grain.HOUR.plural, Grain.finest(), Grain.parse("DAY"), Grain.parse("hour").name, sorted(Grain, reverse=True), Grain.DAY.fmt, [g.name for g in Grain], len(Grain), Grain.DAY in Grain, list(Grain.__members__)[:2], Grain.DAY is Grain["DAY"], {Grain.DAY: 1}[Grain("day")]]
    out += [Level.MID, Level.DEFAULT, Level.DEFAULT is Level.MID, list(Level), Level.LOW.bump(), Level(2).name, Level.HIGH + 1, f"{Level.HIGH:>4}|{Level.LOW}", Level.LOW < 2, sum(Level), Level.HIGH == 10, repr(Level.LOW), Level.__members__.keys(), "%d" % Level.HIGH, range(Level.MID), [1, 2, 3][Level.LOW], Level["DEFAULT"].value, isinstance(Level.LOW, int), max(Level)]
    out += [Op("plus"), Op.SUB(3, 1), f"{Op.ADD}", f"{Op.ADD!r}", Op("+") is Op.ADD, Op.ADD.name]
    out += [Perm.R | Perm.X, Perm.RW, Perm.RW & Perm.W, ~Perm.R, Perm.R in Perm.RW, bool(Perm.NONE), list(Perm.RW), Perm(5), Perm.RW ^ Perm.R, len(Perm.RW), repr(Perm.R | Perm.X), Perm.NONE, (Perm.R | Perm.X).value, Perm["RW"], [p.name for p in Perm], Perm.R | Perm.W == Perm.RW, str(Perm(3))]
    out += [Kind.MODEL, Kind.MODEL.cmd, Kind.SEED.cmd, Kind("seeds"), Kind.SEED.upper(), f"{Kind.MODEL:>7}", Kind.MODEL == "model", {"model": 1}[Kind.MODEL], "-".join(Kind), repr(Kind.SEED), Kind.MODEL + "s", Weekday.TUE, Weekday(2).name, list(Dyn), Dyn.B.value, Dyn["C"], Dyn2.Y, Dyn2("two"), Dyn.A == Dyn2.X]
    for bad in (lambda: Grain("x"), lambda: Grain["X"], lambda: Grain.X, lambda: Level(99), lambda: setattr(Grain, "DAY", 1), lambda: Grain.DAY < 3, lambda: Perm(99), lambda: Op.ADD.nope, lambda: Kind("zip")):
        try: out.append(bad())
        except Exception as e: out.append(f"{type(e).__name__}: {e}")
    try:
        class More(Grain): pass
    except TypeError as e: out.append(e)
    try:
        @unique
        class Dup(Enum):
            A = 1
            B = 1
    except ValueError as e: out.append(e)
    try:
        class Twice(Enum):
            A = 1
            A = 2
    except TypeError as e: out.append(e)
    match Level.MID:
        case Level.LOW: out.append("low")
        case Level.MID | Level.HIGH: out.append("mid+")
    return "\n".join(map(str, out))
