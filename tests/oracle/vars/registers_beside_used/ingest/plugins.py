from .registry import add
VERSION = 1
def helper(): return VERSION
@add
def beta(): return helper()
