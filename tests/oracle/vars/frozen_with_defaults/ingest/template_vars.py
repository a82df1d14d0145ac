import os
from dataclasses import dataclass, field

import dagster as dg


@dataclass(frozen=True)
class Shop:
    name: str
    days: int = 1
    keys: list = field(default_factory=list, compare=False)
    label: str = field(init=False, default="")

    def __post_init__(self):
        object.__setattr__(self, "label", f"{self.name}:{self.days}".lower())
        object.__setattr__(self, "keys", [f"{self.name}-{i}" for i in range(self.days)])


@dg.template_var
def shops():
    shop = Shop(os.getenv("SHOP", "North"), days=2)
    return dg.MultiPartitionsDefinition({"shop": dg.StaticPartitionsDefinition(shop.keys), "label": dg.StaticPartitionsDefinition([shop.label])})


@dg.template_var
def count(context):
    class Box:
        pass

    box = Box()
    setattr(box, "keys", dg.MultiPartitionsDefinition({"b": dg.StaticPartitionsDefinition(["1", "2"]), "a": dg.StaticPartitionsDefinition(["x"])}).get_partition_keys())
    return "_".join(key.replace("|", "") for key in box.keys)
