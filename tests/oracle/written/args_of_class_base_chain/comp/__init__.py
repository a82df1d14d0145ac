from .base import Base
from dataclasses import dataclass

@dataclass
class Leaf(Base):
    size: int = 2

    def extra(self, context):
        return super().extra(context) + ['--threads', str(self.size)]
