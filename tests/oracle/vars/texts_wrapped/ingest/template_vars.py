import re, string, textwrap, html
import dagster as dg
DESCRIPTION = """
    The quick brown fox jumps over the lazy dog,
    and then over the fence & <home>.
"""
@dg.template_var
def text():
    flat = textwrap.dedent(DESCRIPTION).strip()
    lines = textwrap.wrap(flat, width=20)
    short = textwrap.shorten(flat, width=30, placeholder="~")
    t = string.Template("$who owes ${what}_$$").safe_substitute(who="me")
    slug = re.sub(r"[^a-z0-9]+", "-", flat.lower()).strip("-")
    cap = string.capwords("daily active users")
    words = re.findall(r"(?P<w>\b[a-z]{5}\b)", flat)
    m = re.search(r"(?P<a>\w+) (?P<b>\w+)$", flat.rstrip(">.").replace("<", ""))
    out = [str(len(lines)), lines[1], short, t, slug, cap, "/".join(words), str(m and m.groupdict()), html.escape(flat[-8:]), html.unescape("&lt;&amp;&#39;"), textwrap.fill(flat, 25, subsequent_indent="> ").splitlines()[-1], textwrap.indent("x", "..")]
    return "tag:" + "|".join(out).replace(" ", "_")
