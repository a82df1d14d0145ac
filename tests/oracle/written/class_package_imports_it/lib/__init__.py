from .dbt import ShopDbt as ShopDbt

__all__ = ["ShopDbt"]
