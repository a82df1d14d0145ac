import dagster as dg
from pydantic import BaseModel, field_validator, computed_field
class Cfg(BaseModel):
    start: str
    env: str = "dev"
    @field_validator("env")
    @classmethod
    def _check(cls, v):
        if v not in ("dev", "prod"):
            raise ValueError("bad env")
        return v
    @property
    def target(self):
        return f"{self.env}_target"
    def model_args(self):
        return ["--target", self.target]
cfg = Cfg(start="2024-01-01", env="prod")
@dg.template_var
def args():
    return ["build", *cfg.model_args()]
@dg.template_var
def daily():
    return dg.DailyPartitionsDefinition(start_date=cfg.start)
