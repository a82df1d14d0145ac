from .own import ShopDbt
