import configparser
import os
from pathlib import Path
import dagster as dg

_config = configparser.ConfigParser()
_config.read(Path(__file__).parent / "settings.ini")


@dg.template_var
def args():
    section = _config[os.getenv("DBT_PROFILE", "dev")]
    out = ["build", "--threads", section["threads"], "--vars", f"schema: {section['schema']}"]
    if section.getboolean("full_refresh"):
        out.append("--full-refresh")
    if section.getint("threads") > 10:
        out.append("--fail-fast")
    return out
