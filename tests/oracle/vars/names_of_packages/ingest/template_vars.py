from .lib import calendars as cal
from .lib.config import Settings, load
from . import lib
import dagster as dg
@dg.template_var
def keys():
    s = load()
    return dg.StaticPartitionsDefinition([f"{s.prefix}{d}" for d in cal.quarter_starts(s.year)])
@dg.template_var
def info():
    return f"tag:{lib.VERSION} tag:{lib.__name__.split('.')[-1]} tag:{Settings.__module__.rpartition('.')[2]} tag:{'_'.join(lib.__all__)}"
