from .tags import x
