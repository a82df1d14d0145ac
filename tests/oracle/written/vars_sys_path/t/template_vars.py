import os
import sys
from pathlib import Path

import dagster as dg

sys.path.append(str(Path(__file__).parent))
sys.path.insert(0, os.path.dirname(__file__))

if sys.version_info >= (3, 9):
    TAG = "daily"
else:
    TAG = "weekly"

@dg.template_var
def select():
    return f"tag:{TAG}"
