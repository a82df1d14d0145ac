from __future__ import annotations

from typing import Optional

import dagster as dg

from ..partitions import IS_PROD, weekly as _weekly


@dg.template_var
def weekly() -> dg.WeeklyPartitionsDefinition:
    return _weekly


@dg.template_var
def target() -> Optional[str]:
    return "prod" if IS_PROD else "dev"
