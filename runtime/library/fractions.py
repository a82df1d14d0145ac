# fractions: exact quotients of whole numbers.
import math
import re
from decimal import Decimal

from _dbtplan import unsupported

__all__ = ["Fraction"]

DIGITS = r"\d+(?:_\d+)*"
FORM = re.compile(r"\s*([-+]?)(?=\d|\.\d)(D)?(?:/(D)|(?:\.(D)?)?(?:[eE]([-+]?D))?)\s*".replace("D", DIGITS))
HASH_MODULUS = 2**61 - 1
COMPLEX = type(1j)


def __getattr__(name):
    return unsupported("'fractions." + name + "'")


def of_text(text):
    found = FORM.fullmatch(text)
    if not found:
        raise ValueError(f"Invalid literal for Fraction: {text!r}")
    sign, whole, below, part, exponent = (group and group.replace("_", "") for group in found.groups())
    above = int((whole or "") + (part or ""))
    if below:
        below = int(below)
    else:
        places = int(exponent or "0") - len(part or "")
        above, below = above * 10 ** max(places, 0), 10 ** max(-places, 0)
    return (-above if sign == "-" else above), below


def ratio(value):
    """Numerator and denominator of a number; None: it is none."""
    if isinstance(value, (Fraction, int)):
        return value.numerator, value.denominator
    return value.as_integer_ratio() if isinstance(value, (float, Decimal)) else None


class Fraction:
    def __new__(cls, numerator=0, denominator=None):
        return super().__new__(cls)

    def __init__(self, numerator=0, denominator=None):
        if denominator is None:
            pair = of_text(numerator) if isinstance(numerator, str) else ratio(numerator)
            if pair is None:
                raise TypeError("argument should be a string or a Rational instance")
            above, below = pair
        elif isinstance(numerator, (Fraction, int)) and isinstance(denominator, (Fraction, int)):
            above = numerator.numerator * denominator.denominator
            below = numerator.denominator * denominator.numerator
        else:
            raise TypeError("both arguments should be Rational instances")
        if below == 0:
            raise ZeroDivisionError(f"Fraction({above}, 0)")
        common = math.gcd(above, below) * (-1 if below < 0 else 1)
        self._numerator, self._denominator = above // common, below // common

    @property
    def numerator(self):
        return self._numerator

    @property
    def denominator(self):
        return self._denominator

    @property
    def real(self):
        return +self

    @property
    def imag(self):
        return 0

    def conjugate(self):
        return +self

    @classmethod
    def from_float(cls, number):
        return cls(number)

    @classmethod
    def from_decimal(cls, number):
        return cls(number)

    def as_integer_ratio(self):
        return self.numerator, self.denominator

    def limit_denominator(self, max_denominator=1000000):
        if max_denominator < 1:
            raise ValueError("max_denominator should be at least 1")
        if self.denominator <= max_denominator:
            return Fraction(self)
        p0, q0, p1, q1 = 0, 1, 1, 0
        n, d = self.numerator, self.denominator
        while True:
            a = n // d
            q2 = q0 + a * q1
            if q2 > max_denominator:
                break
            p0, q0, p1, q1 = p1, q1, p0 + a * p1, q2
            n, d = d, n - a * d
        k = (max_denominator - q0) // q1
        if 2 * d * (q0 + k * q1) <= self.denominator:
            return Fraction(p1, q1)
        return Fraction(p0 + k * p1, q0 + k * q1)

    def __str__(self):
        return str(self.numerator) if self.denominator == 1 else f"{self.numerator}/{self.denominator}"

    def __repr__(self):
        return f"Fraction({self.numerator}, {self.denominator})"

    def __format__(self, spec):
        if spec:
            raise TypeError("unsupported format string passed to Fraction.__format__")
        return str(self)

    def __bool__(self):
        return self.numerator != 0

    def __int__(self):
        return -(-self.numerator // self.denominator) if self.numerator < 0 else self.numerator // self.denominator

    def __trunc__(self):
        return int(self)

    def __floor__(self):
        return self.numerator // self.denominator

    def __ceil__(self):
        return -(-self.numerator // self.denominator)

    def __float__(self):
        return self.numerator / self.denominator

    def __round__(self, ndigits=None):
        if ndigits is None:
            whole, rest = divmod(self.numerator, self.denominator)
            return whole + (2 * rest > self.denominator or (2 * rest == self.denominator and whole % 2))
        shift = 10 ** abs(ndigits)
        if ndigits > 0:
            return Fraction(round(self * shift), shift)
        return Fraction(round(self / shift) * shift)

    def __hash__(self):
        found = abs(self.numerator) * pow(self.denominator, HASH_MODULUS - 2, HASH_MODULUS) % HASH_MODULUS
        return -found if self.numerator < 0 else found

    def _compared(self, other, decide):
        if isinstance(other, float) and other - other != 0:
            return decide(0.0, other)
        pair = ratio(other)
        if pair is None:
            return NotImplemented
        return decide(self.numerator * pair[1], pair[0] * self.denominator)

    def __eq__(self, other):
        if isinstance(other, COMPLEX) and other.imag == 0:
            other = other.real
        return self._compared(other, lambda a, b: a == b)

    def __lt__(self, other):
        return self._compared(other, lambda a, b: a < b)

    def __le__(self, other):
        return self._compared(other, lambda a, b: a <= b)

    def __gt__(self, other):
        return self._compared(other, lambda a, b: a > b)

    def __ge__(self, other):
        return self._compared(other, lambda a, b: a >= b)

    def __neg__(self):
        return Fraction(-self.numerator, self.denominator)

    def __pos__(self):
        return Fraction(self.numerator, self.denominator)

    def __abs__(self):
        return Fraction(abs(self.numerator), self.denominator)

    def _with(self, other, exact, inexact):
        if isinstance(other, (Fraction, int)):
            return exact(self, Fraction(other))
        return inexact(float(self), other) if isinstance(other, (float, COMPLEX)) else NotImplemented

    def __add__(self, other):
        return self._with(other, plus, lambda a, b: a + b)

    def __radd__(self, other):
        return self._with(other, plus, lambda a, b: b + a)

    def __sub__(self, other):
        return self._with(other, lambda a, b: plus(a, -b), lambda a, b: a - b)

    def __rsub__(self, other):
        return self._with(other, lambda a, b: plus(b, -a), lambda a, b: b - a)

    def __mul__(self, other):
        return self._with(other, times, lambda a, b: a * b)

    def __rmul__(self, other):
        return self._with(other, times, lambda a, b: b * a)

    def __truediv__(self, other):
        return self._with(other, over, lambda a, b: a / b)

    def __rtruediv__(self, other):
        return self._with(other, lambda a, b: over(b, a), lambda a, b: b / a)

    def __floordiv__(self, other):
        return self._with(other, whole_over, lambda a, b: a // b)

    def __rfloordiv__(self, other):
        return self._with(other, lambda a, b: whole_over(b, a), lambda a, b: b // a)

    def __mod__(self, other):
        return self._with(other, rest_over, lambda a, b: a % b)

    def __rmod__(self, other):
        return self._with(other, lambda a, b: rest_over(b, a), lambda a, b: b % a)

    def __divmod__(self, other):
        return self._with(other, whole_and_rest, divmod)

    def __rdivmod__(self, other):
        return self._with(other, lambda a, b: whole_and_rest(b, a), lambda a, b: divmod(b, a))

    def __pow__(self, other):
        if not isinstance(other, (Fraction, int)):
            return float(self) ** other
        if other.denominator != 1:
            return float(self) ** float(other)
        n = other.numerator
        if n >= 0:
            return Fraction(self.numerator**n, self.denominator**n)
        return Fraction(self.denominator**-n, self.numerator**-n)

    def __rpow__(self, other):
        if self.denominator == 1 and self.numerator >= 0:
            return other**self.numerator
        if isinstance(other, int):
            return Fraction(other) ** self
        return other**self.numerator if self.denominator == 1 else other ** float(self)


def plus(a, b):
    return Fraction(a.numerator * b.denominator + b.numerator * a.denominator, a.denominator * b.denominator)


def times(a, b):
    return Fraction(a.numerator * b.numerator, a.denominator * b.denominator)


def over(a, b):
    if not b:  # what it says is the quotient without what both have in common
        a = Fraction((a > 0) - (a < 0))
    return Fraction(a.numerator * b.denominator, a.denominator * b.numerator)


def whole_over(a, b):
    return (a.numerator * b.denominator) // (a.denominator * b.numerator)


def rest_over(a, b):
    return Fraction((a.numerator * b.denominator) % (b.numerator * a.denominator), a.denominator * b.denominator)


def whole_and_rest(a, b):
    return whole_over(a, b), rest_over(a, b)
