from urllib.parse import urlencode, quote, quote_plus, urlparse, urljoin, parse_qs, urlsplit, urlunsplit
import dagster as dg
BASE = "https://api.example.com:8443/v1/items?page=2&tag=a&tag=b#frag"
@dg.template_var
def u():
    p = urlparse(BASE)
    qs = parse_qs(p.query)
    out = [p.netloc, p.port, p.hostname, p.path, qs["tag"], urljoin(BASE, "../v2/x"), urljoin("http://a/b/c/d", "/e"), quote("a b/c"), quote_plus("a b&c"), urlencode({"q": "x y", "n": [1, 2]}, doseq=True), p._replace(query="").geturl(), urlunsplit(urlsplit(BASE)[:3] + ("", "")), p.scheme]
    return "tag:" + "|".join(map(str, out)).replace(" ", "")
