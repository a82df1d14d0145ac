import dagster as dg
import json
from pathlib import Path
from pydantic import BaseModel, ConfigDict, Field
from typing import Literal, Optional
class Tenant(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    id: str
    region: Literal["eu", "us"] = "eu"
    schema_: Optional[str] = Field(None, alias="schema")
TENANTS = [Tenant.model_validate(t) for t in json.loads(Path(__file__).with_name("t.json").read_text())]
@dg.template_var
def ids():
    return [t.id for t in TENANTS]
@dg.template_var
def pd():
    return dg.StaticPartitionsDefinition([t.id for t in TENANTS])
@dg.template_var
def dump():
    return TENANTS[0].model_dump()
