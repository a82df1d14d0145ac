from shop.rates import RATE
