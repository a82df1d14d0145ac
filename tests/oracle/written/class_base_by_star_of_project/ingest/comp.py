from .basis import *


class My(Base):
    pass
