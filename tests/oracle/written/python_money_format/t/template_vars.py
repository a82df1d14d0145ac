import dagster as dg
class Money:
    __slots__ = ("amount", "cur")
    def __init__(self, amount, cur="EUR"):
        self.amount, self.cur = amount, cur
    def __format__(self, spec):
        return f"{self.amount:{spec or '.2f'}}{self.cur}"
    def __eq__(self, o): return isinstance(o, Money) and (self.amount, self.cur) == (o.amount, o.cur)
    def __hash__(self): return hash((self.amount, self.cur))
    def __lt__(self, o): return self.amount < o.amount
@dg.template_var
def sel():
    m = sorted({Money(3), Money(3), Money(1, "USD")})
    return "tag:" + "_".join(f"{x:05.1f}" for x in m).replace(".", "x")
