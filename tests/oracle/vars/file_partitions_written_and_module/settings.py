from pathlib import Path
import json

ROOT = Path(__file__).resolve().parents[3]


def load(name: str) -> dict:
    with open(ROOT / "src" / "shop_project" / "defs" / name, encoding="utf8") as handle:
        return json.load(handle)
