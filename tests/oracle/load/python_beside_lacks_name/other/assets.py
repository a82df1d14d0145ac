from .helpers import B
