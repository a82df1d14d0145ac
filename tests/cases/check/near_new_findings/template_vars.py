import glob
import uuid
from pathlib import Path
from types import SimpleNamespace

import dagster as dg
from dateutil.relativedelta import relativedelta

try:
    import company_frames as frames
except ImportError:
    frames = None


def size(frame: frames.Frame) -> int:
    return len(frame)


@dg.template_var
def names() -> str:
    found = glob.glob(str(Path(__file__).parent / "*.py"))
    others = [relativedelta(), SimpleNamespace(), "x"]
    return f"{len(found)}_{bool(glob.glob('/nowhere/*.x') if False else found)}_{[uuid.NAMESPACE_DNS == other for other in others]}"
