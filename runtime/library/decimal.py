# decimal: numbers that are neither infinite nor NaN, of contexts that differ in their digits and in how they round.
import re
from collections import namedtuple

from _dbtplan import unsupported

__all__ = """getcontext setcontext localcontext Decimal Context DecimalTuple DecimalException Clamped Rounded Inexact
Subnormal Underflow Overflow DivisionByZero FloatOperation InvalidOperation ConversionSyntax DivisionImpossible
DivisionUndefined InvalidContext DefaultContext HAVE_CONTEXTVAR HAVE_THREADS BasicContext ExtendedContext
MAX_PREC MAX_EMAX MIN_EMIN MIN_ETINY ROUND_UP ROUND_DOWN ROUND_CEILING ROUND_FLOOR ROUND_HALF_UP ROUND_HALF_DOWN
ROUND_HALF_EVEN ROUND_05UP""".split()

MAX_EXPONENT = 5000
MOST_DIGITS = 4300
HASH_MODULUS = 2**61 - 1
COMPLEX = type(1j)

ROUND_UP = "ROUND_UP"
ROUND_DOWN = "ROUND_DOWN"
ROUND_CEILING = "ROUND_CEILING"
ROUND_FLOOR = "ROUND_FLOOR"
ROUND_HALF_UP = "ROUND_HALF_UP"
ROUND_HALF_DOWN = "ROUND_HALF_DOWN"
ROUND_HALF_EVEN = "ROUND_HALF_EVEN"
ROUND_05UP = "ROUND_05UP"
ROUNDINGS = (ROUND_UP, ROUND_DOWN, ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN,
             ROUND_05UP)

RULES = """valid values for rounding are:
  [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN,
   ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN,
   ROUND_05UP]"""

NUMBER = re.compile(r"([-+]?)(?:([0-9]+)(?:\.([0-9]*))?|\.([0-9]+))(?:[eE]([-+]?[0-9]+))?")
SPEC = re.compile(r"(?:(.)?([<>=^]))?([-+ ])?(0)?([1-9][0-9]*)?([,])?(?:\.([0-9]+))?([eEfFgG%])?", re.DOTALL)

# What the class has besides, which is not evaluated.
OTHERS = """canonical compare_signal compare_total compare_total_mag exp fma is_qnan is_snan ln log10 logb logical_and
logical_invert logical_or logical_xor max_mag min_mag next_minus next_plus next_toward number_class radix
remainder_near rotate scaleb shift to_eng_string""".split()

DecimalTuple = namedtuple("DecimalTuple", "sign digits exponent")


class InvalidOperation(ArithmeticError):
    pass


class DivisionByZero(ZeroDivisionError):
    pass


class ConversionSyntax:
    pass


class DivisionUndefined:
    pass


class DivisionImpossible:
    pass


def __getattr__(name):
    return unsupported("'decimal." + name + "'")


class Context:
    def __init__(self, prec=28, rounding=ROUND_HALF_EVEN, **others):
        if others:
            return unsupported("a Context with '" + next(iter(others)) + "'")
        self.prec = 28 if prec is None else prec
        self.rounding = ROUND_HALF_EVEN if rounding is None else rounding

    def __getattr__(self, name):
        return unsupported(f"'{name}' of a Context")

    @property
    def prec(self):
        return self._prec

    @prec.setter
    def prec(self, prec):
        if not isinstance(prec, int):
            raise TypeError("an integer is required")
        if prec < 1:
            raise ValueError("valid range for prec is [1, MAX_PREC]")
        self._prec = prec if prec <= MOST_DIGITS else unsupported("a Decimal of so many digits")

    @property
    def rounding(self):
        return self._rounding

    @rounding.setter
    def rounding(self, rounding):
        if rounding not in ROUNDINGS:
            raise TypeError(RULES)
        self._rounding = rounding

    def copy(self):
        return Context(self.prec, self.rounding)

    def create_decimal(self, num="0"):
        return of_digits(Decimal(num), self.prec, self.rounding)


DEFAULT = Context()


def here():
    from _context import HERE
    return HERE[0] if HERE else DEFAULT


def setcontext(context):
    from _context import HERE
    HERE[:] = [context]


def getcontext():
    if here() is DEFAULT:
        setcontext(DEFAULT.copy())
    return here()


class localcontext:
    def __init__(self, ctx=None, **attributes):
        self._inner = (ctx or here()).copy()
        for name, value in attributes.items():
            if name not in ("prec", "rounding"):
                return unsupported(f"'localcontext' with '{name}'")
            setattr(self._inner, name, value)

    def __enter__(self):
        self._outer = here()
        setcontext(self._inner)
        return self._inner

    def __exit__(self, *details):
        self._give_back()

    def _give_back(self):
        setcontext(self._outer)


def rule_of(rounding, context=None):
    """How a method rounds that was given these."""
    if rounding is not None and rounding not in ROUNDINGS:
        raise TypeError(RULES)
    return rounding or (context or here()).rounding


def rounded_up(rounding, sign, quotient, rest, unit):
    """Whether what is cut off, rest / unit, takes the quotient away from zero."""
    if rounding == ROUND_HALF_EVEN:
        return 2 * rest > unit or (2 * rest == unit and quotient % 2 == 1)
    if rounding == ROUND_HALF_UP:
        return 2 * rest >= unit
    if rounding == ROUND_HALF_DOWN:
        return 2 * rest > unit
    if rounding == ROUND_DOWN or rest == 0:
        return False
    if rounding == ROUND_UP:
        return True
    if rounding == ROUND_05UP:
        return quotient % 5 == 0
    return sign == (1 if rounding == ROUND_FLOOR else 0)


def digits_of(coefficient):
    """Its text, where Python writes an int of that length."""
    return str(coefficient) if coefficient < 10**MOST_DIGITS else unsupported("a Decimal of so many digits")


def made(sign, coefficient, exponent):
    if exponent > MAX_EXPONENT or exponent < -MAX_EXPONENT:
        return unsupported("a Decimal of such an exponent")
    number = Decimal()
    number._sign, number._int, number._exp = sign, coefficient, exponent
    return number


def rescaled(number, exponent, rounding=ROUND_HALF_EVEN):
    if number._exp >= exponent:
        return made(number._sign, number._int * 10 ** (number._exp - exponent), exponent)
    unit = 10 ** (exponent - number._exp)
    quotient, rest = divmod(number._int, unit)
    if rounded_up(rounding, number._sign, quotient, rest, unit):
        quotient += 1
    return made(number._sign, quotient, exponent)


def of_digits(number, digits, rounding=ROUND_HALF_EVEN):
    """With at most so many digits."""
    beyond = len(digits_of(number._int)) - digits
    if beyond <= 0:
        return number
    short = rescaled(number, number._exp + beyond, rounding)
    if len(digits_of(short._int)) > digits:
        short = made(short._sign, short._int // 10, short._exp + 1)
    return short


def fixed(sign, coefficient, exponent):
    context = here()
    return of_digits(made(sign, coefficient, exponent), context.prec, context.rounding)


def operand(value):
    """A Decimal of what an operator takes; None: not such a value."""
    if isinstance(value, Decimal):
        return value
    return Decimal(value) if isinstance(value, int) else None


def converted(value):
    """A Decimal of what a method takes."""
    found = operand(value)
    if found is None:
        raise TypeError(f"conversion from {type(value).__name__} to Decimal is not supported")
    return found


def refused(sign, left, right):
    """What Python's own types say of operands that do not go together."""
    if sign == "*" and isinstance(left if isinstance(right, Decimal) else right, (str, list, tuple)):
        raise TypeError("can't multiply sequence by non-int of type 'decimal.Decimal'")
    if sign == "+" and isinstance(left, (str, list, tuple)):
        kind = type(left).__name__
        raise TypeError(f'can only concatenate {kind} (not "decimal.Decimal") to {kind}')
    names = ["decimal.Decimal" if isinstance(value, Decimal) else type(value).__name__ for value in (left, right)]
    raise TypeError(f"unsupported operand type(s) for {sign}: '{names[0]}' and '{names[1]}'")


def comparable(value):
    return Decimal(value) if isinstance(value, float) else operand(value)


def order(left, right):
    low = min(left._exp, right._exp)
    a, b = left.signed() * 10 ** (left._exp - low), right.signed() * 10 ** (right._exp - low)
    return (a > b) - (a < b)


def total_order(left, right):
    """Of equal numbers the one with fewer places is the larger; -0 is below 0."""
    found = order(left, right)
    if found or left._sign != right._sign:
        return found or right._sign - left._sign
    found = (left._exp > right._exp) - (left._exp < right._exp)
    return -found if left._sign else found


def added(left, right):
    low = min(left._exp, right._exp)
    total = left.signed() * 10 ** (left._exp - low) + right.signed() * 10 ** (right._exp - low)
    if total == 0:
        differs = left._sign != right._sign and here().rounding == ROUND_FLOOR
        return fixed(1 if differs else left._sign & right._sign, 0, low)
    return fixed(1 if total < 0 else 0, abs(total), low)


def multiplied(left, right):
    return fixed(left._sign ^ right._sign, left._int * right._int, left._exp + right._exp)


def divided(left, right):
    sign = left._sign ^ right._sign
    if not right._int:
        raise InvalidOperation([DivisionUndefined]) if not left._int else DivisionByZero([DivisionByZero])
    exponent = left._exp - right._exp
    if not left._int:
        return fixed(sign, 0, exponent)
    shift = len(digits_of(right._int)) - len(digits_of(left._int)) + here().prec + 1
    quotient, rest = divmod(left._int * 10 ** max(shift, 0), right._int * 10 ** max(-shift, 0))
    if rest:
        return fixed(sign, quotient + (quotient % 5 == 0), exponent - shift)
    at = exponent - shift
    while at < exponent and quotient % 10 == 0:
        quotient, at = quotient // 10, at + 1
    return fixed(sign, quotient, at)


def parts(left, right):
    """The whole quotient and the rest."""
    sign, low = left._sign ^ right._sign, min(left._exp, right._exp)
    if not right._int:
        if not left._int:
            raise InvalidOperation([DivisionUndefined])
        return None, None
    a, b = left._int * 10 ** (left._exp - low), right._int * 10 ** (right._exp - low)
    quotient, rest = divmod(a, b)
    if quotient >= 10**here().prec:
        raise InvalidOperation([DivisionImpossible])
    return made(sign, quotient, 0), fixed(left._sign, rest, low)


def floor_divided(left, right):
    whole = parts(left, right)[0]
    if whole is None:
        raise DivisionByZero([DivisionByZero])
    return whole


def whole_and_rest(left, right):
    whole, rest = parts(left, right)
    if whole is None:
        raise InvalidOperation([InvalidOperation, DivisionByZero])
    return whole, rest


def remainder(left, right):
    rest = parts(left, right)[1]
    if rest is None:
        raise InvalidOperation([InvalidOperation])
    return rest


def power(left, right):
    if right != right.to_integral_value():
        return unsupported("a Decimal to a power that is no whole number")
    n = int(right)
    if n == 0:
        if not left._int:
            raise InvalidOperation([InvalidOperation])
        return Decimal(1)
    if abs(n) > 1000 or (n < 0 and not left._int):
        return unsupported("a Decimal to such a power")
    sign = left._sign if n % 2 else 0
    if not left._int:
        return made(sign, 0, 0)
    if n > 0:
        return fixed(sign, left._int**n, left._exp * n)
    return divided(made(sign, 1, 0), made(0, left._int**-n, left._exp * -n))


def with_commas(digits):
    groups = []
    while len(digits) > 3:
        groups.insert(0, digits[-3:])
        digits = digits[:-3]
    return ",".join([digits, *groups])


class Decimal:
    def __new__(cls, value="0", context=None):
        if isinstance(value, Decimal) and cls is Decimal:
            return value
        return super().__new__(cls)

    def __init__(self, value="0", context=None):
        if isinstance(value, Decimal):
            self._sign, self._int, self._exp = value._sign, value._int, value._exp
        elif isinstance(value, int):
            self._sign, self._int, self._exp = (1 if int(value) < 0 else 0), abs(int(value)), 0
        elif isinstance(value, str):
            self._read(value)
        elif isinstance(value, float):
            self._take(value)
        elif isinstance(value, (tuple, list)) and len(value) != 3:
            raise ValueError("argument must be a sequence of length 3")
        elif isinstance(value, (tuple, list)) and isinstance(value[2], int):
            if len(value[1]) > MOST_DIGITS or abs(value[2]) > MAX_EXPONENT:
                return unsupported("such a Decimal")
            self._sign, self._exp = value[0], value[2]
            self._int = int("".join(map(str, value[1])) or "0")
        else:
            raise TypeError(f"conversion from {type(value).__name__} to Decimal is not supported")

    def _read(self, text):
        bare = text.strip().replace("_", "")
        if len(bare) > MOST_DIGITS:
            return unsupported("a Decimal of so many digits")
        found = NUMBER.fullmatch(bare)
        if not found:
            if bare.lower().lstrip("+-").startswith(("inf", "nan", "snan")) or not bare.isascii():
                return unsupported("such a Decimal")
            raise InvalidOperation([ConversionSyntax])
        sign, whole, part, alone, exponent = found.groups()
        part = part or alone or ""
        self._sign = 1 if sign == "-" else 0
        self._int = int((whole or "") + part)
        self._exp = int(exponent or "0") - len(part)
        if self._exp > MAX_EXPONENT or self._exp < -MAX_EXPONENT:
            return unsupported("a Decimal of such an exponent")

    def _take(self, number):
        if number != number or number in (float("inf"), float("-inf")):
            return unsupported("such a Decimal")
        above, below = abs(number).as_integer_ratio()
        twos = below.bit_length() - 1
        self._sign = 1 if str(number).startswith("-") else 0
        self._int, self._exp = above * 5**twos, -twos

    @classmethod
    def from_float(cls, number):
        return cls(number)

    def __getattr__(self, name):
        if name in OTHERS:
            return unsupported(f"'{name}' of a Decimal")
        raise AttributeError(f"'decimal.Decimal' object has no attribute '{name}'")

    def signed(self):
        return -self._int if self._sign else self._int

    # ---- text ----

    def _text(self, dot, letter, commas=False, always=False):
        """The digits with the point behind the first `dot`, and the exponent that is left."""
        digits = digits_of(self._int)
        left = self._exp + len(digits)
        if dot <= 0:
            whole, part = "0", "0" * -dot + digits
        elif dot >= len(digits):
            whole, part = digits + "0" * (dot - len(digits)), ""
        else:
            whole, part = digits[:dot], digits[dot:]
        text = (with_commas(whole) if commas else whole) + ("." + part if part else "")
        return text + (f"{letter}{left - dot:+d}" if left != dot or always else "")

    def _dot(self):
        left = self._exp + len(digits_of(self._int))
        return left if self._exp <= 0 and left > -6 else 1

    def __str__(self):
        return ("-" if self._sign else "") + self._text(self._dot(), "E")

    def __repr__(self):
        return f"Decimal('{self}')"

    def __format__(self, spec):
        found = SPEC.fullmatch(spec)
        if not found:
            return unsupported("such a format of a Decimal")
        fill, align, plus, zeros, width, commas, precision, kind = found.groups()
        if zeros and (commas or align):
            return unsupported("such a format of a Decimal")
        letter = "e" if kind in ("e", "g") else "E"
        number = self
        if kind == "%":
            number = made(self._sign, self._int, self._exp + 2)
        digits, rule = None if precision is None else int(precision), here().rounding
        if digits is not None and kind in ("e", "E") and number._int:
            number = rescaled(number, number.adjusted() - digits, rule)
            number = rescaled(number, number.adjusted() - digits, rule)
        elif digits is not None and kind in ("f", "F", "%"):
            number = rescaled(number, -digits, rule)
        elif digits is not None:
            number = of_digits(number, digits or 1, rule)
        if kind in ("f", "F", "%"):
            if not number._int and number._exp > 0:
                number = rescaled(number, 0)
            body = number._text(number._exp + len(digits_of(number._int)), letter, commas)
        elif kind in ("e", "E"):
            dot = 1 - digits if not number._int and digits is not None else 1
            body = number._text(dot, letter, commas, True)
        else:
            body = number._text(number._dot(), letter, commas)
        if kind == "%":
            body += "%"
        sign = "-" if number._sign else plus if plus in ("+", " ") else ""
        room = int(width or "0") - len(sign) - len(body)
        if zeros:
            return sign + "0" * room + body
        if align == "=":
            return sign + (fill or " ") * room + body
        text = sign + body
        return format(text, f"{fill or ' '}{align or '>'}{width}") if width else text

    # ---- numbers ----

    def __bool__(self):
        return self._int != 0

    def __int__(self):
        whole = self._int * 10**self._exp if self._exp >= 0 else self._int // 10**-self._exp
        return -whole if self._sign else whole

    def __trunc__(self):
        return int(self)

    def __floor__(self):
        return int(rescaled(self, 0, ROUND_FLOOR)) if self._exp < 0 else int(self)

    def __ceil__(self):
        return int(rescaled(self, 0, ROUND_CEILING)) if self._exp < 0 else int(self)

    def __float__(self):
        return float(str(self))

    def __round__(self, digits=None):
        if digits is None:
            return int(rescaled(self, 0)) if self._exp < 0 else int(self)
        return self.quantize(made(0, 1, -digits))

    def __hash__(self):
        scale = pow(10, self._exp if self._exp >= 0 else -self._exp, HASH_MODULUS)
        if self._exp < 0:
            scale = pow(scale, HASH_MODULUS - 2, HASH_MODULUS)
        found = self._int * scale % HASH_MODULUS
        return -found if self._sign else found

    def __eq__(self, other):
        if isinstance(other, COMPLEX) and other.imag == 0:
            other = other.real
        other = comparable(other)
        return NotImplemented if other is None else order(self, other) == 0

    def __lt__(self, other):
        other = comparable(other)
        return NotImplemented if other is None else order(self, other) < 0

    def __le__(self, other):
        other = comparable(other)
        return NotImplemented if other is None else order(self, other) <= 0

    def __gt__(self, other):
        other = comparable(other)
        return NotImplemented if other is None else order(self, other) > 0

    def __ge__(self, other):
        other = comparable(other)
        return NotImplemented if other is None else order(self, other) >= 0

    def __neg__(self):
        return fixed(1 - self._sign if self._int else 0, self._int, self._exp)

    def __pos__(self):
        return fixed(self._sign if self._int else 0, self._int, self._exp)

    def __abs__(self):
        return fixed(0, self._int, self._exp)

    def _with(self, sign, function, other, is_right=False):
        value = operand(other)
        if value is None:
            is_fraction = type(other).__name__ == "Fraction" and (is_right or sign != "** or pow()")
            if isinstance(other, (float, str, list, tuple, dict)) or other is None or is_fraction:
                return refused(sign, other, self) if is_right else refused(sign, self, other)
            return NotImplemented
        return function(value, self) if is_right else function(self, value)

    def __add__(self, other):
        return self._with("+", added, other)

    def __radd__(self, other):
        return self._with("+", added, other, True)

    def __sub__(self, other):
        return self._with("-", lambda a, b: added(a, made(1 - b._sign, b._int, b._exp)), other)

    def __rsub__(self, other):
        return self._with("-", lambda a, b: added(a, made(1 - b._sign, b._int, b._exp)), other, True)

    def __mul__(self, other):
        return self._with("*", multiplied, other)

    def __rmul__(self, other):
        return self._with("*", multiplied, other, True)

    def __truediv__(self, other):
        return self._with("/", divided, other)

    def __rtruediv__(self, other):
        return self._with("/", divided, other, True)

    def __floordiv__(self, other):
        return self._with("//", floor_divided, other)

    def __rfloordiv__(self, other):
        return self._with("//", floor_divided, other, True)

    def __mod__(self, other):
        return self._with("%", remainder, other)

    def __rmod__(self, other):
        return self._with("%", remainder, other, True)

    def __divmod__(self, other):
        return self._with("divmod()", whole_and_rest, other)

    def __rdivmod__(self, other):
        return self._with("divmod()", whole_and_rest, other, True)

    def __pow__(self, other):
        return self._with("** or pow()", power, other)

    def __rpow__(self, other):
        return self._with("** or pow()", power, other, True)

    # ---- methods ----

    def quantize(self, exp, rounding=None, context=None):
        exp = converted(exp)
        found = rescaled(self, exp._exp, rule_of(rounding, context))
        if found._int >= 10 ** (context or here()).prec:
            raise InvalidOperation([InvalidOperation])
        return found

    def normalize(self, context=None):
        number = fixed(self._sign, self._int, self._exp)
        coefficient, exponent = number._int, number._exp
        if not coefficient:
            return made(number._sign, 0, 0)
        while coefficient % 10 == 0:
            coefficient, exponent = coefficient // 10, exponent + 1
        return made(number._sign, coefficient, exponent)

    def to_integral_value(self, rounding=None, context=None):
        return self if self._exp >= 0 else rescaled(self, 0, rule_of(rounding, context))

    def to_integral_exact(self, rounding=None, context=None):
        return self.to_integral_value(rounding, context)

    to_integral = to_integral_value

    def sqrt(self, context=None):
        if not self._int:
            return fixed(self._sign, 0, self._exp // 2)
        if self._sign:
            raise InvalidOperation([InvalidOperation])
        import math
        digits, exponent = len(digits_of(self._int)), self._exp // 2
        coefficient = self._int * 10 if self._exp % 2 else self._int
        length = (digits // 2 + 1) if self._exp % 2 else (digits + 1) // 2
        shift = here().prec + 1 - length
        is_exact = True
        if shift >= 0:
            coefficient *= 100**shift
        else:
            coefficient, rest = divmod(coefficient, 100**-shift)
            is_exact = not rest
        root = math.isqrt(coefficient)
        if is_exact and root * root == coefficient:
            found = made(0, root // 10**shift if shift >= 0 else root * 10**-shift, exponent)
        else:
            found = made(0, root + (root % 5 == 0), exponent - shift)
        return of_digits(found, here().prec)

    def compare(self, other, context=None):
        return Decimal(order(self, converted(other)))

    def max(self, other, context=None):
        other = converted(other)
        taken = self if total_order(self, other) > 0 else other
        return fixed(taken._sign, taken._int, taken._exp)

    def min(self, other, context=None):
        other = converted(other)
        taken = self if total_order(self, other) < 0 else other
        return fixed(taken._sign, taken._int, taken._exp)

    def adjusted(self):
        return self._exp + len(digits_of(self._int)) - 1 if self._int else self._exp

    def as_tuple(self):
        return DecimalTuple(self._sign, tuple(map(int, digits_of(self._int))), self._exp)

    def as_integer_ratio(self):
        import math
        if self._exp >= 0:
            return int(self), 1
        above, below = self.signed(), 10**-self._exp
        common = math.gcd(above, below)
        return above // common, below // common

    def copy_abs(self):
        return made(0, self._int, self._exp)

    def copy_negate(self):
        return made(1 - self._sign, self._int, self._exp)

    def copy_sign(self, other, context=None):
        return made(converted(other)._sign, self._int, self._exp)

    def same_quantum(self, other, context=None):
        return self._exp == converted(other)._exp

    def conjugate(self):
        return self

    def is_zero(self):
        return self._int == 0

    def is_signed(self):
        return self._sign == 1

    def is_finite(self):
        return True

    def is_infinite(self):
        return False

    def is_nan(self):
        return False

    def is_canonical(self):
        return True

    def is_normal(self, context=None):
        return self._int != 0

    def is_subnormal(self, context=None):
        return False

    @property
    def real(self):
        return self

    @property
    def imag(self):
        return Decimal(0)
