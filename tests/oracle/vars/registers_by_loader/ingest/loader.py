import importlib
from pathlib import Path
def load(folder):
    here = Path(__file__).parent / folder
    for p in sorted(here.iterdir()):
        if p.suffix == '.py' and not p.name.startswith('_'):
            importlib.import_module(f'{__package__}.{folder}.{p.stem}')
