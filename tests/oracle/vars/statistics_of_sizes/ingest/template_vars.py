import statistics
from fractions import Fraction
import dagster as dg

SIZES = [3, 1, 4, 1, 5, 9]

@dg.template_var
def s():
    return f"{statistics.mean(SIZES)} {statistics.median(SIZES)} {Fraction(1, 3) + Fraction(1, 6)} {statistics.fmean(SIZES)} {statistics.mode(SIZES)}"

@dg.template_var
def probe():
    return dg.StaticPartitionsDefinition([f"{name}: {value}" for name, value in [("s", s())]])
