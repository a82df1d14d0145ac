import re
import string
from textwrap import TextWrapper, dedent, wrap

import dagster as dg

TOKEN = re.compile(r"(?P<num>\d+(?:\.\d+)?)|(?P<word>[^\W\d_]\w*)|(?P<op>[-+*/()])|(?P<ws>\s+)|(?P<bad>.)", re.UNICODE)
SQL_COMMENT = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
REF = re.compile(r"""\{\{\s*(ref|source)\s*\(\s*(['"])(?P<a>[^'"]+)\2(?:\s*,\s*(['"])(?P<b>[^'"]+)\4)?\s*\)\s*\}\}""")
SQL = """
-- a {{ ref('nope') }}
select * from {{ ref('orders_by_day') }} /* {{ source("x", "y")
}} */ join {{ source( "raw" , "events" ) }} on true
"""


class Lexer:
    def __init__(self, text):
        self.tokens = [(m.lastgroup, m.group()) for m in TOKEN.finditer(text) if m.lastgroup != "ws"]
        self.i = 0

    def peek(self):
        return self.tokens[self.i] if self.i < len(self.tokens) else (None, "")

    def take(self):
        tok = self.peek()
        self.i += 1
        return tok

    def expr(self, level=0):
        kind, text = self.take()
        if kind == "num":
            left = float(text) if "." in text else int(text)
        elif text == "(":
            left = self.expr()
            if self.take()[1] != ")":
                raise SyntaxError("expected )")
        elif text == "-":
            left = -self.expr(9)
        else:
            raise SyntaxError(f"unexpected {text or 'end'!r} at {self.i}")
        ops = {"+": (1, lambda a, b: a + b), "-": (1, lambda a, b: a - b), "*": (2, lambda a, b: a * b), "/": (2, lambda a, b: a / b)}
        while (op := self.peek()[1]) in ops and ops[op][0] > level:
            self.take()
            left = ops[op][1](left, self.expr(ops[op][0]))
        return left


def camel(text):
    return re.sub(r"(?:^|[_\- ]+)(\w)", lambda m: m.group(1).upper(), text)


class Fmt(string.Formatter):
    def get_value(self, key, args, kwargs):
        if isinstance(key, str):
            return kwargs.get(key, f"<{key}>")
        return super().get_value(key, args, kwargs)

    def convert_field(self, value, conversion):
        if conversion == "q":
            return "'" + str(value).replace("'", "''") + "'"
        return super().convert_field(value, conversion)


Dollar = string.Template


@dg.template_var
def facts():
    clean = SQL_COMMENT.sub("", SQL)
    out = [str([(m[1], m["a"], m["b"], m.span()) for m in REF.finditer(clean)])]
    for e in ("1 + 2 * 3 - (4 - 1) / 2", "-(2)*-3", "1 +", "(1", "2 * x", "1.50*2"):
        try:
            out.append(str(Lexer(e).expr()))
        except SyntaxError as err:
            out.append(f"{err.__class__.__name__} {err.msg if hasattr(err, 'msg') else err}")
    out += [camel("orders_by-day total"), re.sub(r"(?i)\bORDERS?\b", "x", "orders Order reorder"), str(re.split(r"([,;])\s*", "a, b;c")), str(re.findall(r"(\w)(\d)?", "a1b"))]
    out += [re.sub(r"(?P<y>\d{4})-(?P<m>\d\d)", r"\g<m>/\g<y>", "2024-03 and 2023-12", count=1), str(re.subn("a", "b", "aXa")), re.escape("a.b*c d-é"), str(re.match(r"(a)|(b)", "b").groups("none")), str(re.search("x", "abc"))]
    m = re.fullmatch(r"(\w+)@(?P<host>[\w.]+)", "me@example.com")
    out += [str(m.groupdict()), str(m.start("host")), m.expand(r'\2:\1'), repr(m), str(m.re.groups), str(m.lastindex)]
    out += [str(re.compile("a|b", re.I | re.M).flags), repr(re.compile(r"\d+", re.I)), str([x.group() for x in re.finditer(r"(?<=-)\w+(?!\w)", "a-bc-d")]), str(re.split(r"\s+", "  a b ")), str(re.split("", "ab"))]
    out += [Fmt().format("{0} {name!q} {x:>5} {missing}", "a", name="O'Neil", x=3), Dollar("$a $$ $b").safe_substitute(a=1), str([f for f in string.Formatter().parse("a{b!r:>{w}}c{{")])]
    try:
        Dollar("$a $b").substitute(a=1)
    except KeyError as e:
        out.append(f"KeyError {e}")
    try:
        string.Template("$ x").substitute()
    except ValueError as e:
        out.append(str(e))
    w = TextWrapper(width=24, initial_indent="* ", subsequent_indent="  ", break_long_words=False, break_on_hyphens=True, max_lines=3, placeholder=" [..]")
    out.append(w.fill("the quick-brown fox jumpsoverthelazydogandmore and then some other text that is longer"))
    out += wrap("a-b-c  double  space", 6) + [dedent("  a\n    b\n \n  c")]
    out += ["aAbB".swapcase(), "x=1=2".partition("=")[2], "a.b.c".rsplit(".", 1)[0], "abc".translate(str.maketrans("ab", "xy", "c")), "é".casefold(), "ß".upper(), "tItLe case's".title(), "%s" % ("x",), "a\tb".expandtabs(4), "1,2,,".split(","), "prefix_x".removeprefix("prefix_"), "abcabc".rfind("b"), "12".zfill(5), "-3".zfill(4), "ab".center(5, "*"), "a b".isidentifier(), "Ⅷ".isnumeric(), "line1\nline2\r\n".splitlines(True)]  .__repr__().split("@@")
    return "\n".join(out)
