from enum import StrEnum
import dagster as dg

class Region(StrEnum):
    EU = "eu"
    US = "us"

@dg.template_var
def regions():
    return dg.StaticPartitionsDefinition([r.value for r in Region])

@dg.template_var
def regions2():
    return dg.StaticPartitionsDefinition(list(Region))
