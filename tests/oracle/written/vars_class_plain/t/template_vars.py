import dagster as dg

class Windows:
    START = "2024-01-01"
    _cache: dict = {}

    def __init__(self, tz="UTC", **extra):
        self.tz, self.extra = tz, extra

    @property
    def daily(self):
        return self._cache.setdefault(self.tz, dg.DailyPartitionsDefinition(self.START, timezone=self.tz))

    @staticmethod
    def label(x): return f"<{x}>"

    def __str__(self):
        return f"Windows({self.tz}, {self.extra})"

@dg.template_var
def w():
    return Windows("Asia/Seoul", a=1)
