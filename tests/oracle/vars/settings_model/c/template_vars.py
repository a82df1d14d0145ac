import dagster as dg
from pathlib import Path
import yaml
from pydantic import BaseModel, Field
class Window(BaseModel):
    lookback_days: int = Field(default=3, ge=0)
    label: str
class Config(BaseModel):
    name: str
    tags: list[str] = []
    window: Window
raw = yaml.safe_load((Path(__file__).parent / "config.yml").read_text())
config = Config(**raw)
@dg.template_var
def select():
    return " ".join(f"tag:{t}" for t in config.tags)
@dg.template_var
def vars_():
    return {"lookback": config.window.lookback_days, "label": config.window.label}
