from . import a, b
def make(): return "m"
