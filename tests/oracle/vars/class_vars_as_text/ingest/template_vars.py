import typing
from dataclasses import dataclass, fields
from typing import ClassVar

import dagster as dg


@dataclass
class Shop:
    name: str
    first: 'ClassVar[int]' = 5
    second: "ClassVar[int]" = 6
    third: ClassVar[int] = 7
    fourth: typing.ClassVar[int] = 8
    fifth: "typing.ClassVar" = 9
    sixth: 'typing.ClassVar[str]' = 10
    size: 'int' = 11
    rows: "list[ClassVar]" = None


@dg.template_var
def shown():
    return [f.name for f in fields(Shop)]


@dg.template_var
def made():
    return f"n{Shop.first + Shop.second + Shop.third + Shop.fourth + Shop.fifth + Shop.sixth}-{Shop(chr(97), 3).size}"
