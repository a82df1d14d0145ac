import hashlib
import base64
import zlib
import uuid
import dagster as dg
NAMES = ["orders", "customers", "line_items"]
NS = uuid.uuid5(uuid.NAMESPACE_DNS, "shop.example.com")
def bucket(name, n=8):
    return int(hashlib.md5(name.encode()).hexdigest(), 16) % n
@dg.template_var
def buckets():
    return dg.StaticPartitionsDefinition([f"{n}_{bucket(n)}" for n in NAMES])
@dg.template_var
def tokens():
    h = hashlib.sha256()
    for n in NAMES:
        h.update(n.encode("utf-8"))
    return f"tag:{h.hexdigest()[:12]} tag:{hashlib.sha1(b'x').hexdigest()[-6:]} tag:{hashlib.sha512(b'x').hexdigest()[:10]} tag:{hashlib.blake2b(b'x', digest_size=8).hexdigest()}"
@dg.template_var
def more():
    return f"tag:{base64.urlsafe_b64encode(b'a?b>c').decode().rstrip('=')} tag:{zlib.crc32(b'orders'):08x} tag:{NS} tag:{NS.hex[:8]} tag:{NS.int % 97} tag:{hashlib.new('md5', b'q').hexdigest()[:6]}"
