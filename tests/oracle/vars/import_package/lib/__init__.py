from .sub import X as NAME
