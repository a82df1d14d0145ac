import fcntl
from contextlib import contextmanager
from pathlib import Path

LOCK = Path(__file__).parent / ".lock"


@contextmanager
def warehouse_lock():
    with open(LOCK, "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        try:
            yield
        finally:
            fcntl.flock(handle, fcntl.LOCK_UN)
