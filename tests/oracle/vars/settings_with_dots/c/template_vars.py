import dagster as dg
import json
from pathlib import Path
class Settings(dict):
    """dict with dot access"""
    def __getattr__(self, item):
        value = self.get(item)
        if isinstance(value, dict): return Settings(value)
        return value
    @classmethod
    def from_file(cls, path): return cls(json.loads(Path(path).read_text()))
    def merged(self, **kw): return Settings({**self, **kw})
S = Settings.from_file(Path(__file__).parent / "s.json")
@dg.template_var
def v(): return [S.dbt.target, S.nope, S.merged(x=1).x, len(S), list(S.dbt)]
@dg.template_var
def s(): return S
