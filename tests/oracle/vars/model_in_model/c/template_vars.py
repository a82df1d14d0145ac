import dagster as dg
from typing import Annotated
from pydantic import BaseModel, Field, model_validator
class Retry(BaseModel):
    attempts: Annotated[int, Field(gt=0)] = 3
    backoff: float = 1.5
class Job(BaseModel):
    name: str
    retry: Retry = Retry()
    steps: dict[str, list[str]] = Field(default_factory=dict)
    @model_validator(mode="after")
    def _v(self):
        if not self.steps:
            self.steps = {"main": [self.name]}
        return self
j = Job(name="orders", retry={"attempts": 5})
@dg.template_var
def v(): return f"{j.name}:{j.retry.attempts}:{j.retry.backoff}:{j.steps['main'][0]}"
