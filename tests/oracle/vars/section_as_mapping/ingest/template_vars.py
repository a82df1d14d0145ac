import contextlib, configparser, io, logging, warnings
from contextlib import contextmanager, suppress, ExitStack
from pathlib import Path
import dagster as dg

logger = logging.getLogger(__name__)
LOG = []

@contextmanager
def step(name):
    LOG.append(f"+{name}")
    try:
        yield name.upper()
    except ValueError as e:
        LOG.append(f"!{e}")
    finally:
        LOG.append(f"-{name}")

def run():
    with step("a") as a, step("b"):
        LOG.append(a)
        raise ValueError("boom")

@dg.template_var
def sel():
    run()
    with suppress(KeyError):
        {}["x"]
    cp = configparser.ConfigParser()
    cp.read(Path(__file__).with_name("settings.ini"))
    logger.info("sections %s", cp.sections())
    same = cp["prod"] == cp["prod"]
    vals = {k: v for k, v in cp["prod"].items()}
    try:
        return " ".join(LOG) + f" {cp.getint('prod', 'threads')} {cp['prod'].getboolean('debug')} {cp.get('prod', 'nope', fallback='fb')} {same} {vals} {cp.has_section('dev')}"
    finally:
        LOG.clear()

@dg.template_var
def probe():
    return dg.StaticPartitionsDefinition([f"{name}: {value}" for name, value in [("sel", sel())]])
