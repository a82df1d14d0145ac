from enum import StrEnum

import dagster as dg


class Team(StrEnum):
    DATA = "data"


@dg.template_var
def team():
    return Team.DATA
