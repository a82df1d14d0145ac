import dagster as dg
from pydantic import BaseModel
import json
from pathlib import Path
class Col(BaseModel):
    name: str
    type: str = "text"
    pk: bool = False
class Table(BaseModel):
    name: str
    columns: list[Col]
    @property
    def keys(self): return [c.name for c in self.columns if c.pk]
class Catalog(BaseModel):
    tables: dict[str, Table]
    def __getitem__(self, k): return self.tables[k]
    def __iter__(self): return iter(self.tables)
    def __len__(self): return len(self.tables)
C = Catalog.model_validate_json(Path(__file__).with_name("c.json").read_text())
@dg.template_var
def v(): return [C["t"].keys, list(C), len(C), C["t"].columns[1].type]
