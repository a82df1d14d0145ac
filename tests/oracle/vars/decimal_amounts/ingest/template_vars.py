from decimal import Decimal, ROUND_HALF_UP
import dagster as dg

RATE = Decimal("0.075")

@dg.template_var
def d():
    amount = Decimal("19.99") * 3
    tax = (amount * RATE).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return f"{amount} {tax} {amount + tax} {Decimal(1) / Decimal(3)} {Decimal('1.10').normalize()} {round(Decimal('2.675'), 2)} {int(Decimal('7.9'))} {Decimal('1E+3')!r} {float(tax)}"

@dg.template_var
def probe():
    return dg.StaticPartitionsDefinition([f"{name}: {value}" for name, value in [("d", d())]])
