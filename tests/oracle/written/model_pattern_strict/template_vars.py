import os
from typing import Annotated
from pydantic import BaseModel, ConfigDict, Field, StrictInt
import dagster as dg


class Cfg(BaseModel):
    model_config = ConfigDict(str_strip_whitespace=True)
    schema_: Annotated[str, Field(pattern=r"^[a-z_]+$", min_length=2)]
    threads: StrictInt = 2
    retries: int = Field(default=1, strict=True)


@dg.template_var
def args():
    c = Cfg(schema_=os.environ.get("DBT_SCHEMA", " analytics "), threads=3)
    return ["build", "--vars", c.model_dump()]
