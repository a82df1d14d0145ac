from pydantic import BaseModel, PrivateAttr, Field
import dagster as dg


class Job(BaseModel):
    name: str
    threads: int = Field(4, ge=1, le=32)
    _used: int = PrivateAttr(default=0)
    _log: list = PrivateAttr(default_factory=list)

    def args(self):
        self._used += 1
        self._log.append(self.name)
        return ["build", "--threads", str(self.threads), "--vars", {"used": self._used, "log": list(self._log)}]


@dg.template_var
def args():
    job = Job(name="nightly", threads="8")
    job.args()
    return job.args()
