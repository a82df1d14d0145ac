from ..registry import JOBS
JOBS["o"] = 1
