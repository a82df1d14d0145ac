import os
from urllib.parse import urlparse, parse_qs, quote, urlencode
import dagster as dg

@dg.template_var
def target():
    u = urlparse(os.getenv("DATABASE_URL", "postgres://u:p@localhost:5432/dev?ssl=1"))
    assert u.port == 5432 and u.username == "u", u
    return u.path.lstrip("/")
