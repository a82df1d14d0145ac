import re
from typing import Iterator, NamedTuple
import dagster as dg

class Version(NamedTuple):
    major: int
    minor: int
    patch: int = 0

    @classmethod
    def parse(cls, text: str) -> "Version":
        if not (m := re.fullmatch(r"v?(\d+)\.(\d+)(?:\.(\d+))?", text)):
            raise ValueError(f"bad version {text!r}")
        return cls(*(int(g) for g in m.groups(default="0")))

    def __str__(self):
        return f"{self.major}.{self.minor}.{self.patch}"

VERSIONS = ["v1.2", "0.10.3", "v1.10"]

@dg.template_var
def sel():
    return "tag:v" + str(max(map(Version.parse, VERSIONS))).replace(".", "_")
