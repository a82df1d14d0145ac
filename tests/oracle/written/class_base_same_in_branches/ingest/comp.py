import sys

if sys.version_info >= (3, 9):
    from .basis import Base
else:
    from .basis import Base as Basis

    Base = Basis


class My(Base):
    pass
