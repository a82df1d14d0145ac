import re
import unicodedata
import dagster as dg

NAMES = ["São Paulo", "Zürich (CH)", "New   York, NY", "Łódź"]

def slug(s):
    s = unicodedata.normalize("NFKD", s).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", s.lower()).strip("-")

@dg.template_var
def slugs():
    return dg.StaticPartitionsDefinition([slug(n) for n in NAMES])
