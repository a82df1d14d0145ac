import dagster as dg
import os
from pydantic import BaseModel
class EnvSettings(BaseModel):
    target: str = "dev"
    threads: int = 4
    debug: bool = False
    @classmethod
    def load(cls, prefix: str = "DBTQ_") -> "EnvSettings":
        values = {f: os.environ[prefix + f.upper()] for f in cls.__annotations__ if prefix + f.upper() in os.environ}
        return cls(**values)
S = EnvSettings.load()
@dg.template_var
def v(): return [S.target, S.threads, S.debug]
