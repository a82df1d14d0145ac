from shop_project.defs.lib.components.base import BaseDbt
from shop_project.defs.lib.components.fin import FinanceDbt
