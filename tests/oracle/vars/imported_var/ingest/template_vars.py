from shop_project.defs.shared import v

__all__ = ['v']
