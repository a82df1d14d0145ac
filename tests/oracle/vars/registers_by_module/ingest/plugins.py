from . import registry
registry.JOBS["x"] = 1
registry.JOBS.update(y=2)
