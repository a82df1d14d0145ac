import shop_project.defs.lib.base as b
b.A["k"].append("two"); b.ADDED = 7
NAME = __name__.split(".")[-1] + str(len(b.B["k"]))
