from . import settings
from .settings import OPTS
def full(x): return f'{x}_{settings.REGION}_{len(OPTS)}'
