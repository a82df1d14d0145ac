JOBS = {}
def add(f):
    JOBS[f.__name__] = f
    return f
class R:
    items = []
    @classmethod
    def reg(cls, c):
        cls.items.append(c.__name__)
        return c
