import asyncio
import collections
import copy
import datetime
import functools
import itertools
import json
import operator
import os
import pathlib
import re
from dataclasses import asdict, dataclass, fields
from enum import Enum
from typing import NamedTuple

import dagster as dg
from dateutil.relativedelta import relativedelta


class Plain:
    x = 1

    @property
    def p(self):
        return 1


class Colour(Enum):
    RED = 1


class Point(NamedTuple):
    x: int


@dataclass
class Data:
    x: object = 1


@dg.template_var
def v_property():
    return Plain.p.fget


@dg.template_var
def v_object_text():
    return str(Plain())


@dg.template_var
def v_class_keyword():
    class Other(Plain, metaclass=type):
        pass

    return Other.x


@dg.template_var
def v_super():
    return super(Plain).x


@dg.template_var
def v_named_tuple_base():
    class Both(Point, Plain):
        pass

    return Both(1).x


@dg.template_var
def v_text_base():
    class Text(str):
        pass

    return Text("a")


@dg.template_var
def v_exceptions_of_several():
    class Two(ValueError, OSError):
        pass

    return str(Two("a"))


@dg.template_var
def v_field_type():
    return fields(Data)[0].type


@dg.template_var
def v_slots():
    @dataclass(slots=True)
    class Small:
        x: int = 1

    return Small().x


@dg.template_var
def v_asdict_of_counter():
    return asdict(Data(collections.Counter("a")))["x"]["a"]


@dg.template_var
def v_enum_of_texts():
    class Kind(str, Enum):
        A = 5

    return Kind.A.value


@dg.template_var
def v_enum_of_several():
    class Kind(list, Enum):
        A = 5

    return Kind.A.value


@dg.template_var
def v_cause():
    try:
        raise ValueError("a")
    except ValueError as error:
        return error.__traceback__


@dg.template_var
def v_import_name():
    try:
        import nothing_of_the_kind
    except ImportError as error:
        return error.name


@dg.template_var
def v_bytes_pattern():
    return re.match(b"a", b"a")


@dg.template_var
def v_match_regs():
    return re.match("a", "a").regs


@dg.template_var
def v_relativedelta_divided():
    return relativedelta(days=4) / 2


@dg.template_var
def v_character_references():
    return "é".encode("ascii", "xmlcharrefreplace")


@dg.template_var
def v_loads_class():
    return json.loads("1", cls=json.JSONDecoder)


@dg.template_var
def v_loads_parse_float():
    return json.loads("1.0", parse_float=str)


@dg.template_var
def v_dumps_separators():
    return json.dumps([1], separators="ab")


@dg.template_var
def v_relative_path():
    return pathlib.Path("a").absolute()


@dg.template_var
def v_abspath():
    return os.path.abspath("a")


@dg.template_var
def v_copy_of_iterator():
    return copy.copy(iter([1]))


@dg.template_var
def v_deepcopy_of_iterator():
    return copy.deepcopy(iter([1]))


@dg.template_var
def v_generic_type():
    return list[int]


@dg.template_var
def v_dunder_of_class():
    return Point.__mro__


@dg.template_var
def v_shift():
    return operator.matmul(1, 2)


@dg.template_var
def v_member_of_enum():
    return 1 in Colour


@dg.template_var
def v_complex_power():
    return 1j ** 2


@dg.template_var
def v_next_of_list_iterator():
    return iter([1]).__next__()


@dg.template_var
def v_vars_of_here():
    return vars()


@dg.template_var
def v_many_parameters():
    def f(a1=0, a2=0, a3=0, a4=0, a5=0, a6=0, a7=0, a8=0, a9=0, a10=0, a11=0, a12=0, a13=0, a14=0, a15=0, a16=0, a17=0,
          a18=0, a19=0, a20=0, a21=0, a22=0, a23=0, a24=0, a25=0, a26=0, a27=0, a28=0, a29=0, a30=0, a31=0, a32=0, a33=0):
        return a1

    return f()


@dg.template_var
def v_condition_compared():
    return dg.AutomationCondition.eager() == dg.AutomationCondition.eager()


@dg.template_var
def v_condition_decides():
    return 1 if dg.AutomationCondition.eager() else 2


@dg.template_var
def v_except_dagster():
    try:
        raise ValueError("a")
    except dg.Failure:
        return 1


@dg.template_var
def v_exclusions():
    return dg.DailyPartitionsDefinition("2024-01-01", exclusions=[datetime.datetime(2024, 1, 1)]).exclusions


@dg.template_var
def v_partition_fn():
    return dg.DynamicPartitionsDefinition(partition_fn=lambda instance: []).name


@dg.template_var
def v_keyword_of_import_error():
    return str(ImportError("a", name="b"))


@dg.template_var
def v_await():
    return asyncio.run(None)


@dg.template_var
def v_named_character():
    return f"\N{BULLET} {1}"


@dg.template_var
def v_chain_of_targets():
    class A: (a, b) = c = (1, 2)
    return A.c


@dg.template_var
def v_super_of_none():
    return super().x


@dg.template_var
def v_of_relativedelta():
    return relativedelta(days=8).normalized


@dg.template_var
def v_attribute_set():
    a = relativedelta(days=1)
    a.days = 2
    return a.days


@dg.template_var
def v_items_of_dagster():
    first, last = dg.AssetCheckKey("a", "b")
    return first + last


@dg.template_var
def v_loop_over_dagster():
    for key in dg.AssetCheckKey("a", "b"):
        return key


@dg.template_var
def v_star_of_dagster():
    return [*dg.AssetCheckKey("a", "b")]


@dg.template_var
def v_arguments_of_dagster():
    return max(*dg.AssetCheckKey("a", "b"))


@dg.template_var
def v_join_of_dagster():
    return "".join(dg.AssetCheckKey("a", "b"))


@dg.template_var
def v_length_of_dagster():
    return len(dg.AssetCheckKey("a", "b"))


@dg.template_var
def v_sum_of_dagster():
    return dg.AssetCheckKey("a", "b") + ("c",)


@dg.template_var
def v_zip_of_dagster():
    return list(zip([1, 2], dg.AssetCheckKey("a", "b")))


@dg.template_var
def v_relativedelta_of_leapdays():
    return datetime.date(2024, 1, 5) + relativedelta(leapdays=60)


@dg.template_var
def v_relativedelta_of_yearday():
    return datetime.date(2024, 1, 5) + relativedelta(yearday=60)


@dg.template_var
def v_relativedelta_of_nlyearday():
    return datetime.date(2024, 1, 5) + relativedelta(nlyearday=60)


@dg.template_var
def v_enum_with_new():
    class Grain(int, Enum):
        DAY = 1

        def __new__(cls, days):
            return int.__new__(cls, days * 24)
    return Grain.DAY


@dg.template_var
def v_enum_of_converted():
    class Grain(int, Enum):
        DAY = "1"
    return Grain.DAY


@dg.template_var
def v_enum_of_texts_in_order():
    class Grain(str, Enum):
        DAY = "day"

        def __lt__(self, other):
            return len(self) < len(other)
    return Grain.DAY


@dg.template_var
def v_text_with_percent():
    class Pattern(str):
        def __mod__(self, other):
            return "--own"
    return Pattern("%s") % "x"


@dg.template_var
def v_enum_given_twice():
    class Grain(Enum):
        DAY, WEEK = 1, 2
        DAY = 3
    return Grain.DAY
