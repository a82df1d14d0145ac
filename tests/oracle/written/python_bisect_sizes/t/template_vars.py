import bisect
import dagster as dg
LIMITS = [10, 100, 1000]
SIZES = ["s", "m", "l", "xl"]

@dg.template_var
def sel():
    return " ".join("tag:" + SIZES[bisect.bisect(LIMITS, n)] for n in (5, 10, 500, 5000))
