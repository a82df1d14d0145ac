import hashlib
import dagster as dg

def short(text):
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:8]

@dg.template_var
def op_name():
    return "dbt_" + short("shop") + hashlib.md5(b"x").hexdigest()[:4] + hashlib.sha1("é".encode()).hexdigest()[:4]
