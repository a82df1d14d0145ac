"""Defaults for local runs."""
from __future__ import annotations

import os
from datetime import date
from dagster import DailyPartitionsDefinition, template_var

from .env_defaults import DEFAULTS, load_defaults

load_defaults(DEFAULTS)
os.environ["DAY"] = date(2024, 1, 2).isoformat()
START = os.environ["DBT_START"]
is_prod = os.environ.get("APP_ENV") == "prod"
if is_prod:
    os.environ["APP_GROUP"] = "core"
    os.environ["DBT_TARGET"] = "prod"


@template_var
def parts():
    return DailyPartitionsDefinition(start_date=START, timezone=os.environ["TZ_NAME"])


@template_var
def target() -> str:
    return os.environ["DBT_TARGET"]
