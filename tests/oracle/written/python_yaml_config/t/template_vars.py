from __future__ import annotations
import logging
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional
import yaml
import dagster as dg
logger = logging.getLogger(__name__)
CONFIG_PATH = Path(__file__).parent / "config" / "pipeline.yaml"

@dataclass(frozen=True)
class Source:
    name: str
    schedule: str = "daily"
    tags: tuple[str, ...] = ()
    enabled: bool = True

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Source":
        return cls(name=data["name"], schedule=data.get("schedule", "daily"), tags=tuple(data.get("tags", [])), enabled=data.get("enabled", True))

    @property
    def selector(self) -> str:
        return ",".join([f"tag:{t}" for t in self.tags]) or f"tag:{self.name}"

def _load() -> list[Source]:
    with CONFIG_PATH.open() as fh:
        raw = yaml.safe_load(fh) or {}
    sources = [Source.from_dict(item) for item in raw.get("sources", [])]
    logger.info("loaded %d sources", len(sources))
    return [s for s in sources if s.enabled]

@dg.template_var
def sel() -> str:
    return " ".join(s.selector for s in sorted(_load(), key=lambda s: s.name))
