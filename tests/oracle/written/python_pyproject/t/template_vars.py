import dagster as dg
import tomllib
from pathlib import Path

def _pyproject():
    for parent in Path(__file__).resolve().parents:
        candidate = parent / "pyproject.toml"
        if candidate.exists():
            with open(candidate, "rb") as f:
                return tomllib.load(f)
    raise FileNotFoundError("pyproject.toml")

@dg.template_var
def sel():
    return "tag:" + _pyproject()["tool"]["dg"]["project"]["root_module"]
