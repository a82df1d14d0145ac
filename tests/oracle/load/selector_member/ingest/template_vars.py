from enum import StrEnum

import dagster as dg


class Selector(StrEnum):
    NIGHTLY = "nightly"


@dg.template_var
def part():
    return Selector.NIGHTLY
