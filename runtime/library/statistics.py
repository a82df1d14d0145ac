# statistics: exact sums, rounded once, of ints, floats, Decimals and Fractions.
import math
from collections import Counter
from decimal import Decimal
from fractions import Fraction
from operator import mul

from _dbtplan import unsupported

__all__ = """NormalDist StatisticsError correlation covariance fmean geometric_mean harmonic_mean linear_regression mean
median median_grouped median_high median_low mode multimode pstdev pvariance quantiles stdev variance""".split()

MOST_BITS = 109


class StatisticsError(ValueError):
    pass


def __getattr__(name):
    return unsupported("'statistics." + name + "'")


def exact(value):
    if isinstance(value, float) and value - value != 0:
        return unsupported("'statistics' of what is infinite or no number")
    if not isinstance(value, (int, float, Decimal, Fraction)):
        raise TypeError(f"can't convert type '{type(value).__name__}' to numerator/denominator")
    return Fraction(value)


def kind_of(values):
    """The type that a result has."""
    kinds = {type(value) for value in values} - {int, bool}
    if not kinds:
        return int
    if kinds == {float, Fraction}:
        return float
    if len(kinds) > 1:
        return unsupported("'statistics' of numbers of several types")
    return kinds.pop()


def converted(value, kind):
    if kind is Fraction:
        return value
    if kind is int and value.denominator == 1:
        return int(value)
    if kind is Decimal:
        return Decimal(value.numerator) / Decimal(value.denominator)
    return float(value) if kind in (int, float) else unsupported("'statistics' of such numbers")


def square_root(value, kind):
    """Correctly rounded: of an integer root with more bits than a float has, the last one odd where it is inexact."""
    if kind is Decimal:
        return unsupported("the deviation of Decimals")
    above, below = value.numerator, value.denominator
    shift = (above.bit_length() - below.bit_length() - MOST_BITS) // 2
    above, below = (above, below << 2 * shift) if shift >= 0 else (above << -2 * shift, below)
    root = math.isqrt(above // below)
    root |= root * root * below != above
    return (root << shift) / 1 if shift >= 0 else root / (1 << -shift)


def deviation(data, center, least, name):
    data = list(data)
    if len(data) < least:
        points = "one data point" if least == 1 else "two data points"
        raise StatisticsError(f"{name} requires at least {points}")
    values = [exact(value) for value in data]
    middle = sum(values) / len(values) if center is None else exact(center)
    squares = sum((value - middle) ** 2 for value in values)
    kinds = data if center is None else [*data, center]
    return Fraction(squares) / (len(values) - least + 1), kind_of(kinds)


def mean(data):
    data = list(data)
    if not data:
        raise StatisticsError("mean requires at least one data point")
    return converted(sum(exact(value) for value in data) / Fraction(len(data)), kind_of(data))


def fmean(data, weights=None):
    data = list(data)
    if weights is None:
        if not data:
            raise StatisticsError("fmean requires at least one data point")
        return math.fsum(data) / len(data)
    weights = list(weights)
    if len(weights) != len(data):
        raise StatisticsError("data and weights must be the same length")
    total = math.fsum(weights)
    if not total:
        raise StatisticsError("sum of weights must be non-zero")
    return math.fsum(map(mul, data, weights)) / total


def ordered(data):
    data = sorted(data)
    if not data:
        raise StatisticsError("no median for empty data")
    return data


def median(data):
    data = ordered(data)
    middle = len(data) // 2
    return data[middle] if len(data) % 2 else (data[middle - 1] + data[middle]) / 2


def median_low(data):
    data = ordered(data)
    return data[(len(data) - 1) // 2]


def median_high(data):
    data = ordered(data)
    return data[len(data) // 2]


def mode(data):
    pairs = Counter(iter(data)).most_common(1)
    if not pairs:
        raise StatisticsError("no mode for empty data")
    return pairs[0][0]


def multimode(data):
    counts = Counter(iter(data))
    most = max(counts.values(), default=0)
    return [value for value, count in counts.items() if count == most]


def quantiles(data, *, n=4, method="exclusive"):
    if n < 1:
        raise StatisticsError("n must be at least 1")
    data = sorted(data)
    size = len(data)
    if size < 2:
        raise StatisticsError("must have at least two data points")
    found = []
    for i in range(1, n):
        if method == "inclusive":
            j, delta = divmod(i * (size - 1), n)
            found.append((data[j] * (n - delta) + data[j + 1] * delta) / n)
        elif method == "exclusive":
            j = i * (size + 1) // n
            j = 1 if j < 1 else size - 1 if j > size - 1 else j
            delta = i * (size + 1) - j * n
            found.append((data[j - 1] * (n - delta) + data[j] * delta) / n)
        else:
            raise ValueError(f"Unknown method: {method!r}")
    return found


def variance(data, xbar=None):
    return converted(*deviation(data, xbar, 2, "variance"))


def pvariance(data, mu=None):
    return converted(*deviation(data, mu, 1, "pvariance"))


def stdev(data, xbar=None):
    return square_root(*deviation(data, xbar, 2, "stdev"))


def pstdev(data, mu=None):
    return square_root(*deviation(data, mu, 1, "pstdev"))
