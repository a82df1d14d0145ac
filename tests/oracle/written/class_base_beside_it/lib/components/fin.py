from dataclasses import dataclass
from .base import BaseDbt


@dataclass
class FinanceDbt(BaseDbt):
    currency: str = "EUR"

    def extra_args(self):
        base = super().extra_args()
        return base + ["--vars", "{currency: %s}" % self.currency.lower()]
