from __future__ import annotations
import dagster as dg
from pathlib import Path
from typing import Any
import yaml
from pydantic import BaseModel, Field
class Source(BaseModel):
    name: str
    freshness_hours: int = Field(24, gt=0)
    options: dict[str, Any] = Field(default_factory=dict)
class Domain(BaseModel):
    domain: str
    owner: str | None = None
    sources: list[Source] = Field(default_factory=list)
    def selector(self) -> str:
        return " ".join(f"source:{self.domain}.{s.name}+" for s in self.sources)
    @property
    def is_owned(self) -> bool:
        return self.owner is not None
def load() -> list[Domain]:
    raw = yaml.safe_load((Path(__file__).parent / "domains.yaml").read_text())
    return [Domain.model_validate(d) for d in raw["domains"]]
DOMAINS = {d.domain: d for d in load()}
@dg.template_var
def sel(): return [d.selector() for d in DOMAINS.values() if d.is_owned]
@dg.template_var
def dump(): return DOMAINS["ops"].model_dump(exclude_none=True)
