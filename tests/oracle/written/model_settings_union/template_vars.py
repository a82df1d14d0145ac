from typing import Annotated, Literal, Union
from pydantic import BaseModel, Field, TypeAdapter, field_validator, model_validator
import dagster as dg


class ByTag(BaseModel):
    kind: Literal["tag"]
    tag: str

    def select(self):
        return f"tag:{self.tag}"


class ByPath(BaseModel):
    kind: Literal["path"]
    path: str

    @field_validator("path")
    @classmethod
    def relative(cls, value):
        if value.startswith("/"):
            raise ValueError("must be relative")
        return value.rstrip("/")

    def select(self):
        return f"path:{self.path}"


Rule = Annotated[Union[ByTag, ByPath], Field(discriminator="kind")]


class Rules(BaseModel):
    rules: list[Rule]


@dg.template_var
def select():
    rules = Rules(rules=[{"kind": "tag", "tag": "daily"}, {"kind": "path", "path": "models/staging/"}])
    return " ".join(r.select() for r in rules.rules)
