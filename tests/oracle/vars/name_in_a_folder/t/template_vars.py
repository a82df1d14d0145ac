import os
from pathlib import Path
import dagster as dg
ROOT = next(p for p in Path(__file__).resolve().parents if "pyproject.toml" in os.listdir(p))
found = []
for folder, dirs, files in os.walk(ROOT):
    dirs[:] = sorted(set(dirs) - {"target"})
    if "dbt_project.yml" in files:
        found.append(folder)
    if "nothing.yml" in files or "src" not in os.listdir(ROOT) or Path(folder, "x") in Path(folder).iterdir():
        raise RuntimeError(folder)

D = sorted(found)[0]
NAMES = ("dbt" in {name.lower() for name in os.listdir(ROOT)}, "x" in os.listdir(ROOT))

@dg.template_var
def project_dir() -> str:
    return str(D) if NAMES == (True, False) else ""
