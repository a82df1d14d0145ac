"""Derives templates and contexts from grammar/jinja.ebnf.

A sentence is a walk over the grammar: every token of it comes from a production. Where the grammar leaves a choice, a guide
may make it: the tables below say which operands, filters, tests, attributes and arguments make a value of the wanted type, so
that most sentences evaluate. Without a guide the choice is random. A part of the sentences is damaged afterwards.

`derivations(seed)` yields pairs (context, template) without end.
"""
import pathlib
import random
import re

EBNF = pathlib.Path(__file__).resolve().parents[2] / "grammar" / "jinja.ebnf"

# ---- the grammar ----


class Reader:
    """Reads the EBNF: rules as nested tuples (kind, parts)."""

    def __init__(self, text):
        text = re.sub(r"\(\*.*?\*\)", " ", text, flags=re.S)
        self.tokens = re.findall(r'"[^"]*"|\w+|[=;,|()\[\]{}]', text)
        self.at = 0

    def next(self):
        self.at += 1
        return self.tokens[self.at - 1]

    def rules(self):
        rules = {}
        while self.at < len(self.tokens):
            name, equals = self.next(), self.next()
            assert equals == "=", name
            rules[name] = self.alternatives()
            assert self.next() == ";", name
        return rules

    def alternatives(self):
        parts = [self.sequence()]
        while self.tokens[self.at] == "|":
            self.next()
            parts.append(self.sequence())
        return parts[0] if len(parts) == 1 else ("alternatives", parts)

    def sequence(self):
        parts = [self.part()]
        while self.tokens[self.at] == ",":
            self.next()
            parts.append(self.part())
        return parts[0] if len(parts) == 1 else ("sequence", parts)

    def part(self):
        token = self.next()
        for opening, closing, kind in (("(", ")", None), ("[", "]", "optional"), ("{", "}", "repeated")):
            if token == opening:
                inner = self.alternatives()
                assert self.next() == closing
                return (kind, inner) if kind else inner
        if token[0] == '"':
            return "literal", token[1:-1]
        return ("terminal" if token.isupper() else "rule"), token


RULES = Reader(EBNF.read_text(encoding="utf-8")).rules()


def lead(node):
    """The first symbol that an alternative must have: what guides call it by."""
    kind, parts = node
    if kind in ("literal", "terminal", "rule"):
        return parts
    if kind == "sequence":
        return lead(next((part for part in parts if part[0] not in ("optional", "repeated")), parts[0]))
    return lead(parts if kind in ("optional", "repeated") else parts[0])


# ---- terminals ----

NUMBERS = ["0", "1", "2", "3", "5", "7", "10", "12", "31", "100", "1_000", "0x1f", "0b101", "0o17", "2147483648",
           "9223372036854775807", "9223372036854775808", "123456789012345678901234567890"]
FLOATS = ["0.0", "0.5", "1.5", "2.0", "3.14", "1e3", "1e-7", "1.0e16", "123456.789", "1_0.5", "2.5e-5", "1e22", "1e308"]
STRINGS = ["''", "'a'", '"b"', "'abc'", "'Hello World'", "'5'", "'05'", "'1.5'", "'-7'", "'x,y,,z'", "' pad '", "'é'", "'ß'", "'ǅ'",
           "'日本'", "'😀'", "'a\\nb'", "'\\x41\\u00e9'", "'\\t'", "'it\\'s'", "'<b>&\"'", "'True'", "'None'", "'[1, 2]'",
           "'2024-01-05'", "'1_0'", "'١٢'", "'½'", "'İ'", "'ﬁ'", "'a b  c'", "'the quick-brown fox'", "'10'", "'a=1&b'", "'\\\\'"]
SPECIAL_STRINGS = {
    "percents": ["'%s'", "'%d'", "'%5.2f|'", "'%r'", "'%x'", "'%05d'", "'%-6s|'", "'%+d'", "'%%'", "'%e'", "'%g'", "'%c'",
                 "'%s %s'", "'%(a)s'", "'%#o'", "'%.3s'", "'%i%%'", "'%a'", "'% d'", "'%*d'", "'%X'", "'%5'", "'%y'"],
    "braces": ["'{}'", "'{0}'", "'{:>6}'", "'{:<6}|'", "'{:^7}'", "'{:*^9}'", "'{:,}'", "'{:.2f}'", "'{:+}'", "'{:05}'", "'{:x}'",
               "'{:#b}'", "'{!r}'", "'{!s:>5}'", "'{0}{0}'", "'{}{}'", "'{a}'", "'{0.real}'", "'{0[0]}'", "'{{}}'", "'{:e}'", "'{:%}'",
               "'{:g}'", "'{:_}'", "'{:>{}}'", "'{:%Y-%m-%d}'", "'{'", "'{:.3}'", "'{:c}'", "'{:n}'", "'{!a}'", "'{:=+8}'", "'{0!r:*<8}'"],
    "codes": ["'%Y-%m-%d'", "'%H:%M:%S'", "'%j'", "'%d'", "'%m'", "'%y'", "'%B %A'", "'%b %a'", "'%I %p'", "'%U %W %V'", "'%G-%u'",
              "'%w'", "'%f'", "'%c'", "'%x %X'", "'%s'", "'%%'", "'%z%Z'", "'%e'", "'%-d'", "'%Y%m%d'", "'%T'", "'%F'", "'%D'", "'%k'",
              "'%l'", "'%C'", "'%g'", "'%h'", "'%n%t'", "'%R'", "'%r'", "'%q'", "'é%Y'"],
    "separators": ["','", "' '", "''", "'-'", "'a'", "'b'", "'l'", "'\\n'", "'xy'"],
    "keys": ["'a'", "'b'", "'name'", "'k'", "'0'"],
    "timespecs": ["'auto'", "'hours'", "'minutes'", "'seconds'", "'milliseconds'", "'microseconds'", "'days'"],
    "isodates": ["'2024-01-05'", "'2024-02-29T10:30:00'", "'2024-01-05 10:00'", "'20240105'", "'2024-W01-5'", "'2024-1-5'", "'x'",
                 "'2024-01-05T10:30:00.123456'", "'2024-01-05T10:30Z'", "'2024-01-05T10:30+05:30'"],
}
TEXTS = ["text", " ", "\n", "  \n  x ", "\r\n", "é\u2003", "{", "}", "%}", "a-", "1", "-", ", ", "[", "]", "'", "0", "5", ".", "(", ")",
         "#", "2024-", "\t", "\n\n", "None", ": ", "e3", "_0", '"', "x"]
TERMINALS = {
    "NAME": ["a", "b", "k", "v", "name", "nope", "true", "false", "none", "True", "False", "None", "loop", "self", "range", "dict"],
    "STRING": STRINGS, "INTEGER": NUMBERS, "FLOAT": FLOATS, "DATA": TEXTS,
    "VARIABLE_BEGIN": ["{{"] * 12 + ["{{-", "{{+"], "VARIABLE_END": ["}}"] * 12 + ["-}}"],
    "BLOCK_BEGIN": ["{%"] * 12 + ["{%-", "{%+"], "BLOCK_END": ["%}"] * 12 + ["-%}", "+%}"],
    "COMMENT_BEGIN": ["{# c ", "{#- c", "{# {{ x }} "], "COMMENT_END": ["#}", "-#}"],
    "RAW_BEGIN": ["{% raw %}", "{%- raw -%} {{ r }}", "{% raw %}{% if %} "], "RAW_END": ["{% endraw %}", "{%- endraw -%}"],
}

# ---- types ----

TYPES = ["int", "int", "float", "str", "str", "str", "ints", "strs", "list", "dict", "bool", "none", "datetime", "timedelta"]
ITEMS = {"ints": "int", "strs": "str", "list": "any"}
CONTEXT_NAMES = {"int": ["n", "i"], "float": ["x", "y"], "str": ["s", "t", "word"], "ints": ["xs", "ys"], "strs": ["ws"],
                 "list": ["mixed", "rows"], "dict": ["d", "e"], "bool": ["yes", "no"], "none": ["nil"]}
NUMERIC = ("int", "float")

# Operators by the type they make: (operator, left, right).
SUM = {"int": [("+", "int", "int"), ("-", "int", "int")], "float": [("+", "float", "int"), ("-", "int", "float")],
       "str": [("+", "str", "str")], "list": [("+", "list", "list")], "ints": [("+", "ints", "ints")], "strs": [("+", "strs", "strs")],
       "datetime": [("+", "datetime", "timedelta"), ("-", "datetime", "timedelta")],
       "timedelta": [("-", "datetime", "datetime"), ("+", "timedelta", "timedelta"), ("-", "timedelta", "timedelta")]}
PRODUCT = {"int": [("*", "int", "int"), ("//", "int", "int"), ("%", "int", "int"), ("//", "timedelta", "timedelta")],
           "float": [("*", "float", "int"), ("/", "int", "int"), ("/", "float", "int"), ("%", "float", "float"), ("//", "float", "int"),
                     ("/", "timedelta", "timedelta")],
           "str": [("*", "str", "small"), ("%", "percents", "any"), ("%", "percents", "int")], "list": [("*", "list", "small")],
           "ints": [("*", "ints", "small")], "timedelta": [("*", "timedelta", "int"), ("/", "timedelta", "int"), ("%", "timedelta", "timedelta")]}
COMPARED = [("any", "any"), ("int", "int"), ("int", "float"), ("str", "str"), ("ints", "ints"), ("strs", "strs"),
            ("datetime", "datetime"), ("timedelta", "timedelta"), ("dict", "dict")]
CONTAINED = [("int", "ints"), ("str", "strs"), ("str", "str"), ("any", "list"), ("keys", "dict"), ("int", "list")]

# Filters and tests by what they take: (name, input, arguments, result). An argument "k=type" is a keyword.
FILTERS = [
    ("abs", "int", [], "int"), ("abs", "float", [], "float"), ("attr", "datetime", ["keys"], "any"), ("batch", "ints", ["positive"], "list"),
    ("batch", "ints", ["positive", "any"], "list"), ("capitalize", "str", [], "str"), ("center", "str", ["small"], "str"),
    ("default", "any", ["any"], "any"), ("d", "none", ["str", "bool"], "any"), ("default", "any", ["str", "boolean=bool"], "any"),
    ("dictsort", "dict", [], "list"), ("dictsort", "dict", ["bool", "keys"], "list"), ("escape", "str", [], "str"), ("e", "int", [], "str"),
    ("filesizeformat", "int", [], "str"), ("filesizeformat", "float", ["bool"], "str"), ("first", "ints", [], "int"),
    ("first", "strs", [], "str"), ("first", "str", [], "str"), ("float", "str", [], "float"), ("float", "any", ["float"], "float"),
    ("forceescape", "str", [], "str"), ("format", "percents", ["any"], "str"), ("format", "percents", ["int", "str"], "str"),
    ("groupby", "rows", ["keys"], "list"), ("indent", "str", [], "str"), ("indent", "str", ["small", "first=bool", "blank=bool"], "str"),
    ("int", "str", [], "int"), ("int", "float", [], "int"), ("int", "any", ["int"], "int"), ("int", "str", ["default=int", "base=small"], "int"),
    ("items", "dict", [], "list"), ("join", "list", ["separators"], "str"), ("join", "ints", [], "str"),
    ("join", "rows", ["separators", "attribute=keys"], "str"), ("last", "ints", [], "int"), ("last", "strs", [], "str"),
    ("length", "any", [], "int"), ("count", "list", [], "int"), ("length", "str", [], "int"), ("list", "str", [], "strs"),
    ("list", "dict", [], "list"), ("list", "ints", [], "ints"), ("lower", "str", [], "str"), ("map", "strs", ["filternames"], "list"),
    ("map", "rows", ["attribute=keys"], "list"), ("map", "rows", ["attribute=keys", "default=any"], "list"), ("max", "ints", [], "int"),
    ("max", "strs", [], "str"), ("max", "strs", ["bool"], "str"), ("min", "ints", [], "int"), ("min", "strs", [], "str"),
    ("pprint", "any", [], "str"), ("reject", "ints", ["testnames"], "list"), ("reject", "list", [], "list"),
    ("rejectattr", "rows", ["keys"], "list"), ("replace", "str", ["separators", "str"], "str"),
    ("replace", "str", ["separators", "str", "small"], "str"), ("reverse", "str", [], "str"), ("reverse", "ints", [], "ints"),
    ("round", "float", [], "float"), ("round", "float", ["small"], "float"), ("round", "float", ["small", "methods"], "float"),
    ("safe", "str", [], "str"), ("select", "ints", ["testnames"], "list"), ("select", "list", [], "list"), ("selectattr", "rows", ["keys"], "list"),
    ("selectattr", "rows", ["keys", "testnames"], "list"), ("slice", "ints", ["positive"], "list"), ("slice", "ints", ["positive", "any"], "list"),
    ("sort", "ints", [], "ints"), ("sort", "strs", [], "strs"), ("sort", "strs", ["bool", "bool"], "strs"), ("sort", "rows", ["attribute=keys"], "list"),
    ("string", "any", [], "str"), ("striptags", "str", [], "str"), ("sum", "ints", [], "int"), ("sum", "rows", ["keys"], "int"),
    ("sum", "ints", ["start=int"], "int"), ("title", "str", [], "str"), ("tojson", "any", [], "str"), ("tojson", "dict", ["small"], "str"),
    ("trim", "str", [], "str"), ("trim", "str", ["separators"], "str"), ("truncate", "str", ["small"], "str"),
    ("truncate", "str", ["small", "bool", "str", "small"], "str"), ("unique", "ints", [], "list"), ("unique", "strs", ["bool"], "list"),
    ("upper", "str", [], "str"), ("urlencode", "str", [], "str"), ("urlencode", "dict", [], "str"), ("urlize", "str", [], "str"),
    ("wordcount", "str", [], "int"), ("wordwrap", "str", ["positive"], "str"), ("wordwrap", "str", ["positive", "bool"], "str"),
    ("xmlattr", "dict", [], "str"), ("nope", "any", [], "any"),
]
TESTS = [("boolean", "any", []), ("callable", "any", []), ("defined", "any", []), ("divisibleby", "int", ["positive"]), ("eq", "any", ["any"]),
         ("equalto", "int", ["int"]), ("escaped", "str", []), ("even", "int", []), ("false", "bool", []), ("filter", "filternames", []),
         ("float", "float", []), ("ge", "int", ["int"]), ("greaterthan", "int", ["int"]), ("in", "int", ["ints"]), ("integer", "any", []),
         ("iterable", "any", []), ("lower", "str", []), ("lt", "int", ["float"]), ("mapping", "any", []), ("ne", "any", ["any"]),
         ("none", "any", []), ("number", "any", []), ("odd", "int", []), ("sameas", "any", ["none"]), ("sequence", "any", []),
         ("string", "any", []), ("test", "testnames", []), ("true", "bool", []), ("undefined", "any", []), ("upper", "str", []),
         ("nope", "any", []), ("odd", "any", []), ("lower", "any", []), ("sameas", "bool", ["bool"])]

# Methods: (receiver, name, arguments, result); with None for arguments, an attribute.
METHODS = [
    *(("str", name, [], "str") for name in "capitalize casefold lower upper title swapcase strip lstrip rstrip expandtabs".split()),
    *(("str", name, [], "bool") for name in "isalnum isalpha isascii isdecimal isdigit isidentifier islower isnumeric isprintable isspace "
                                            "istitle isupper".split()),
    *(("str", name, ["small"], "str") for name in "center ljust rjust zfill expandtabs".split()),
    *(("str", name, ["small", "separators"], "str") for name in "center ljust rjust".split()),
    *(("str", name, ["separators"], "int") for name in "count find index rfind rindex".split()),
    *(("str", name, ["separators", "int", "int"], "int") for name in "count find rfind".split()),
    *(("str", name, ["separators"], "bool") for name in "startswith endswith".split()),
    *(("str", name, ["separators"], "strs") for name in "split rsplit".split()),
    *(("str", name, ["separators", "small"], "strs") for name in "split rsplit".split()),
    *(("str", name, ["separators"], "list") for name in "partition rpartition".split()),
    *(("str", name, ["separators"], "str") for name in "strip lstrip rstrip removeprefix removesuffix".split()),
    ("str", "split", [], "strs"), ("str", "splitlines", [], "strs"), ("str", "splitlines", ["bool"], "strs"),
    ("str", "split", ["maxsplit=small"], "strs"), ("str", "encode", [], "any"), ("str", "encode", ["any"], "any"), ("separators", "join", ["strs"], "str"),
    ("separators", "join", ["list"], "str"), ("str", "replace", ["separators", "str"], "str"), ("str", "replace", ["separators", "str", "int"], "str"),
    ("braces", "format", ["int"], "str"), ("braces", "format", ["any"], "str"), ("braces", "format", ["float", "small"], "str"),
    ("braces", "format", ["a=any"], "str"), ("braces", "format", ["datetime"], "str"), ("braces", "format_map", ["dict"], "str"),
    ("ints", "count", ["int"], "int"), ("ints", "index", ["int"], "int"), ("ints", "copy", [], "ints"), ("list", "copy", [], "list"),
    ("list", "append", ["any"], "none"), ("list", "extend", ["ints"], "none"), ("list", "insert", ["int", "any"], "none"),
    ("ints", "pop", [], "int"), ("ints", "pop", ["int"], "int"), ("ints", "remove", ["int"], "none"), ("ints", "reverse", [], "none"),
    ("ints", "sort", [], "none"), ("ints", "sort", ["reverse=bool"], "none"), ("list", "clear", [], "none"),
    ("dict", "get", ["keys"], "any"), ("dict", "get", ["keys", "any"], "any"), ("dict", "keys", [], "list"), ("dict", "values", [], "list"),
    ("dict", "items", [], "list"), ("dict", "copy", [], "dict"), ("dict", "pop", ["keys"], "any"), ("dict", "pop", ["keys", "any"], "any"),
    ("dict", "setdefault", ["keys", "any"], "any"), ("dict", "update", ["dict"], "none"), ("dict", "update", ["a=any"], "none"),
    ("dict", "popitem", [], "list"), ("dict", "clear", [], "none"), ("dict", "fromkeys", ["strs"], "dict"), ("dict", "a", None, "any"), ("dict", "k", None, "any"),
    ("int", "bit_length", [], "int"), ("int", "bit_count", [], "int"), ("int", "real", None, "int"), ("int", "numerator", None, "int"),
    ("int", "conjugate", [], "int"), ("int", "as_integer_ratio", [], "list"), ("float", "is_integer", [], "bool"),
    ("float", "as_integer_ratio", [], "list"), ("float", "hex", [], "str"), ("float", "imag", None, "float"), ("bool", "real", None, "int"),
    *(("datetime", name, None, "int") for name in "year month day hour minute second microsecond fold".split()),
    ("datetime", "tzinfo", None, "none"), ("datetime", "min", None, "datetime"), ("datetime", "max", None, "datetime"),
    ("datetime", "strftime", ["codes"], "str"), ("datetime", "strftime", ["codes"], "str"), ("datetime", "isoformat", [], "str"),
    ("datetime", "isoformat", ["separators"], "str"), ("datetime", "isoformat", ["' '", "timespecs"], "str"), ("datetime", "date", [], "date"),
    ("datetime", "time", [], "any"), ("datetime", "weekday", [], "int"), ("datetime", "isoweekday", [], "int"), ("datetime", "isocalendar", [], "list"),
    ("datetime", "replace", ["day=day"], "datetime"), ("datetime", "replace", ["month=month", "day=day"], "datetime"),
    ("datetime", "replace", ["hour=hour"], "datetime"), ("datetime", "replace", ["year"], "datetime"), ("datetime", "toordinal", [], "int"),
    ("datetime", "ctime", [], "str"), ("datetime", "utcoffset", [], "none"), ("datetime", "tzname", [], "none"),
    ("date", "isoformat", [], "str"), ("date", "strftime", ["codes"], "str"), ("date", "weekday", [], "int"),
    ("date", "replace", ["day=day"], "date"), ("date", "year", None, "int"), ("date", "toordinal", [], "int"), ("date", "ctime", [], "str"),
    ("timedelta", "days", None, "int"), ("timedelta", "seconds", None, "int"), ("timedelta", "microseconds", None, "int"),
    ("timedelta", "total_seconds", [], "float"), ("any", "nope", None, "any"), ("any", "nope", [], "any"), ("any", "real", None, "any"),
]
# Calls of a name that is always there: (name, attributes, arguments, result).
CALLS = [
    ("range", [], ["small"], "ints"), ("range", [], ["small", "small"], "ints"), ("range", [], ["int", "small", "small"], "ints"),
    ("dict", [], ["a=any"], "dict"), ("dict", [], ["a=int", "b=str"], "dict"), ("dict", [], ["dict", "k=any"], "dict"),
    ("datetime", ["datetime"], ["year", "month", "day"], "datetime"), ("datetime", ["datetime"], ["year", "month", "day", "hour"], "datetime"),
    ("datetime", ["datetime"], ["year", "month", "day", "hour", "minute", "minute"], "datetime"),
    ("datetime", ["datetime"], ["year", "month", "day", "hour", "minute", "minute", "micros"], "datetime"),
    ("datetime", ["timedelta"], ["days=int"], "timedelta"), ("datetime", ["timedelta"], ["hours=small"], "timedelta"),
    ("datetime", ["timedelta"], ["small"], "timedelta"), ("datetime", ["timedelta"], ["days=small", "seconds=micros"], "timedelta"),
    ("datetime", ["timedelta"], ["weeks=small", "minutes=minute", "milliseconds=float"], "timedelta"),
    ("datetime", ["datetime", "fromisoformat"], ["isodates"], "datetime"), ("datetime", ["datetime", "strptime"], ["isodates", "codes"], "datetime"),
]
LOOP = {"int": ["index", "index0", "revindex", "revindex0", "length", "depth", "depth0"], "bool": ["first", "last"], "any": ["previtem", "nextitem"]}
RANGES = {"small": (-3, 14), "positive": (1, 6), "year": (1990, 2030), "month": (1, 12), "day": (1, 28), "hour": (0, 23), "minute": (0, 59),
          "micros": (0, 999999)}
WORDS = {"filternames": ["'upper'", "'lower'", "'int'", "'length'", "'trim'", "'string'", "'abs'", "'first'", "'nope'"],
         "testnames": ["'odd'", "'even'", "'string'", "'defined'", "'none'", "'number'", "'integer'", "'true'", "'nope'"],
         "methods": ["'common'", "'ceil'", "'floor'", "'nope'"]}
SPECIAL_STRINGS.update(WORDS)

# How often a statement or expression is what; what is not named has the weight 1.
WEIGHTS = {"template": {"DATA": 5, "output": 9, "statement": 4, "comment": 0.5, "raw": 0.3}, "outside": {"extends": 0.1, "include": 0.3},
           "statement": {"for": 4, "if": 4, "set": 4, "with": 2, "macro": 2, "call_block": 1, "filter_block": 1, "print": 1, "outside": 0.3}}


class Guide:
    """The choices for one rule, each a queue; an empty queue leaves the choice open."""

    def __init__(self, wants=(), picks=(), times=(), options=(), words=()):
        self.wants, self.picks, self.times, self.options, self.words = map(list, (wants, picks, times, options, words))



class Derivation:
    def __init__(self, r):
        self.r = r
        self.tokens = []
        self.depth = 0
        self.loops = 0
        self.names = [(name, kind) for kind, names in CONTEXT_NAMES.items() for name in names]
        self.macros = []
        self.most = r.choice([1, 2, 2, 3, 3, 4])
        self.noise = r.choice([0, 0, 0, 0.03, 0.1])

    def chance(self, p):
        return self.r.random() < p * (1.5 - self.depth / self.most if self.depth < self.most else 0)

    # -- the walk --

    def rule(self, name, want="any"):
        deeper = name in ("expression", "template")
        self.depth += deeper
        known = len(self.names)
        if isinstance(want, Guide):
            guide = want
        else:
            make = getattr(self, "guide_" + name, None)
            guide = make(want) if make else Guide()
        if name == "statement":
            self.tokens.append(self.r.choice(TERMINALS["BLOCK_BEGIN"]))
        self.walk(RULES[name], guide, name)
        if name == "statement":
            self.tokens.append(self.r.choice(TERMINALS["BLOCK_END"]))
        if name in ("for", "with", "macro", "call_block"):
            del self.names[known:]
        self.loops -= name == "for"
        self.depth -= deeper

    def walk(self, node, guide, within):
        kind, parts = node
        if kind == "literal":
            self.tokens.append(parts)
        elif kind == "terminal":
            self.tokens.append(guide.words.pop(0) if guide.words else self.r.choice(TERMINALS[parts]))
        elif kind == "rule":
            self.rule(parts, guide.wants.pop(0) if guide.wants else "any")
        elif kind == "sequence":
            for part in parts:
                self.walk(part, guide, within)
        elif kind == "alternatives":
            self.walk(self.pick(parts, guide, within), guide, within)
        elif kind == "optional":
            if guide.options.pop(0) if guide.options else self.chance(0.3):
                self.walk(parts, guide, within)
        else:
            for _ in range(guide.times.pop(0) if guide.times else self.chance(0.25)):
                self.walk(parts, guide, within)

    def pick(self, parts, guide, within):
        if guide.picks:
            chosen = guide.picks.pop(0)
            return next(part for part in parts if lead(part) == chosen)
        weights = WEIGHTS.get(within, {})
        return self.r.choices(parts, [weights.get(lead(part), 1) for part in parts])[0]

    # -- guides: templates --

    def guide_template(self, _):
        outer = self.depth <= 1
        return Guide(times=[self.r.choice([1, 1, 1, 2, 3, 4]) if outer else self.r.choice([1, 1, 2])],
                     picks=[] if self.depth < 4 else [self.r.choice(["DATA", "output"])])

    def guide_body(self, _):
        return Guide(options=[self.r.random() < 0.02])

    def fresh(self, kind):
        name = self.r.choice(["a", "b", "k", "v", "n", "s", "item"])
        self.names.append((name, kind))
        return name

    def guide_for(self, _):
        self.loops += 1
        kind = self.r.choice(["ints", "strs", "list", "str", "dict"])
        item = ITEMS.get(kind, "str")
        names = [self.fresh(item)]
        if self.r.random() < 0.12:
            return Guide(wants=[("names", names + [self.fresh("any")]), ("pairs",)])
        condition = self.chance(0.3)
        return Guide(wants=[("names", names), kind] + (["bool"] if condition else []), options=[condition, self.r.random() < 0.04])

    def guide_targets(self, want):
        if want[0] == "names":
            return Guide(wants=[("name", name) for name in want[1]], times=[len(want[1]) - 1], options=[False])
        return Guide(wants=[("name", self.fresh("any"))], times=[0], options=[False])

    def guide_target(self, want):
        return Guide(wants=[want if want != "any" else ("name", self.fresh("any"))])

    def guide_operands(self, want):
        if want == ("pairs",):
            return Guide(wants=[("calls", ("name", self.name_of("dict")), ["items"], [])], times=[0], options=[False])
        return Guide(wants=[want], times=[int(self.chance(0.02))], options=[self.chance(0.01)])

    def guide_if(self, _):
        return Guide(wants=["bool"])

    def guide_set(self, _):
        kind = self.r.choice(TYPES)
        if self.r.random() < 0.75:
            return Guide(wants=[("targets", kind), kind], picks=["="])
        filtered = self.r.random() < 0.5
        return Guide(wants=[("targets", "str")] + [("filter", "upper", [])] * filtered, picks=["body"], times=[int(filtered)])

    def guide_with(self, _):
        n = self.r.choice([0, 1, 1, 2])
        kinds = [self.r.choice(TYPES) for _ in range(n)]
        return Guide(wants=[want for kind in kinds for want in (("names", [self.fresh(kind)]), kind)], options=[n > 0], times=[max(n - 1, 0)])

    def guide_print(self, _):
        return Guide(options=[True])

    def guide_ns_targets(self, want):
        kind = want[1] if isinstance(want, tuple) else "any"
        if self.r.random() < 0.04:
            return Guide(words=[self.r.choice(["ns", "d", "nope"]), "a"], picks=["NAME"], times=[0], options=[False])
        return Guide(wants=[("name", self.fresh(kind))], picks=["target"], times=[int(self.chance(0.05))], options=[False])

    def guide_tuple(self, want):
        return Guide(wants=[want], times=[int(self.chance(0.04))], options=[self.chance(0.02)])

    def guide_macro(self, _):
        name = self.r.choice(["m", "f", "g"])
        self.macros.append(name)
        return Guide(words=[name])

    def guide_signature(self, _):
        n = self.r.choice([0, 1, 1, 2])
        return Guide(options=[n > 0], times=[max(n - 1, 0)])

    def guide_param(self, _):
        return Guide(words=[self.fresh(self.r.choice(["int", "str"]))])

    def guide_call_block(self, _):
        name = self.r.choice(self.macros or ["m"])
        signature = self.chance(0.3)
        return Guide(wants=(["any"] if signature else []) + [("calls", ("name", name), [], ["any"] * self.r.randint(0, 2))], options=[signature])

    def guide_filter_block(self, _):
        row = self.r.choice([row for row in FILTERS if row[1] == "str"])
        return Guide(wants=[("filter", row[0], row[2])], times=[0])

    # -- guides: expressions --

    def name_of(self, kind):
        known = [name for name, its in self.names if its == kind]
        return self.r.choice(known or ["nope"])

    def guide_expression(self, want):
        if isinstance(want, str):
            if self.r.random() < self.noise:
                want = "any"
            if want == "any":
                want = self.r.choice(TYPES)
        return Guide(wants=[want])

    def guide_conditional(self, want):
        if isinstance(want, str) and self.chance(0.06):
            return Guide(wants=[want, "bool", want], times=[1], options=[self.r.random() < 0.85])
        return Guide(wants=[want], times=[0])

    def repeated(self, want, p):
        n = int(isinstance(want, str) and self.chance(p))
        return Guide(wants=[want] * (n + 1), times=[n])

    def guide_or(self, want):
        return self.repeated(want, 0.05)

    def guide_and(self, want):
        return self.repeated(want, 0.05)

    def guide_not(self, want):
        if want == "bool" and self.chance(0.1):
            return Guide(wants=[self.r.choice(["any", "bool"])], picks=["not"])
        return Guide(wants=[want], picks=["comparison"])

    def guide_comparison(self, want):
        if want != "bool" or not self.chance(0.6):
            return Guide(wants=[want], times=[0])
        if self.r.random() < 0.25:
            return Guide(wants=self.r.choice(CONTAINED), times=[1], picks=[self.r.choice(["in", "not"])])
        left, right = self.r.choice(COMPARED)
        n = self.r.choice([1, 1, 1, 1, 2])
        return Guide(wants=[left] + [right] * n, times=[n], picks=[self.r.choice(["==", "!=", "<", "<=", ">", ">="]) for _ in range(n)])

    def operation(self, table, want, p):
        rows = table.get(want) if isinstance(want, str) else None
        if not rows or not self.chance(p):
            return Guide(wants=[want], times=[0])
        operator, left, right = self.r.choice(rows)
        return Guide(wants=[left, right], times=[1], picks=[operator])

    def guide_sum(self, want):
        return self.operation(SUM, want, 0.25)

    def guide_concat(self, want):
        if want != "str" or not self.chance(0.2):
            return Guide(wants=[want], times=[0])
        n = self.r.choice([1, 1, 2])
        return Guide(wants=[self.r.choice(TYPES) for _ in range(n + 1)], times=[n])

    def guide_product(self, want):
        return self.operation(PRODUCT, want, 0.22)

    def guide_power(self, want):
        if want in NUMERIC and self.chance(0.06):
            n = self.r.choice([1, 1, 1, 2])
            return Guide(wants=[want] + ["positive"] * n, times=[n])
        return Guide(wants=[want], times=[0])

    def guide_filtered(self, want):
        if want == "bool" and self.chance(0.3):
            name, left, arguments = self.r.choice(TESTS)
            return Guide(wants=[left, ("test", name, arguments)], times=[1], picks=["test"])
        rows = [row for row in FILTERS if want in (row[3], "any")] if isinstance(want, str) else []
        if rows and self.chance(0.3):
            name, left, arguments, _ = self.r.choice(rows)
            return Guide(wants=[left, ("filter", name, arguments)], times=[1], picks=["|"])
        return Guide(wants=[want], times=[0])

    def guide_filter(self, want):
        if not isinstance(want, tuple):
            want = ("filter", self.r.choice(FILTERS)[0], [])
        bracket = bool(want[2]) or self.r.random() < 0.05
        return Guide(words=[want[1]], times=[0], options=[bracket], wants=[("arguments", want[2])])

    def guide_test(self, want):
        if not isinstance(want, tuple):
            return Guide()
        _, name, arguments = want
        bare = len(arguments) == 1 and self.r.random() < 0.5
        return Guide(words=[name], options=[self.r.random() < 0.2, bool(arguments)], times=[0],
                     picks=["postfix" if bare else "arguments"], wants=[arguments[0] if bare else ("arguments", arguments)])

    def guide_unary(self, want):
        if want in ("int", "float", "timedelta") and self.chance(0.12):
            return Guide(wants=[want], picks=["-", self.r.choice("--+")])
        return Guide(wants=[want], picks=["postfix"])

    def guide_postfix(self, want):
        if isinstance(want, tuple) and want[0] == "calls":
            _, receiver, attributes, arguments = want
            return self.call_guide(receiver, attributes, arguments)
        if isinstance(want, tuple):
            return Guide(wants=[want], times=[0])
        if want in ("datetime", "timedelta", "date") or self.chance(0.35):
            made = self.made_by_call(want)
            if made:
                return made
        if self.chance(0.12):
            made = self.made_by_subscript(want)
            if made:
                return made
        return Guide(wants=[want], times=[0])

    def call_guide(self, receiver, attributes, arguments):
        n = len(attributes)
        called = arguments is not None
        return Guide(wants=[receiver] + ([("arguments", arguments)] if called else []), times=[n + called], words=attributes,
                     picks=[choice for _ in attributes for choice in (".", "NAME")] + ["arguments"] * called)

    def made_by_call(self, want):
        r = self.r
        if self.loops and want in LOOP and r.random() < 0.3:
            return self.call_guide(("name", "loop"), [r.choice(LOOP[want])], None)
        if self.macros and want == "str" and r.random() < 0.3:
            return self.call_guide(("name", r.choice(self.macros)), [], ["any"] * r.randint(0, 3))
        rows = [(("name", row[0]), row[1], row[2]) for row in CALLS if row[3] == want] if want != "any" else []
        if not rows or self.depth < self.most and r.random() < 0.5:
            rows = [(row[0], [row[1]], row[2]) for row in METHODS if row[3] == want] or rows
        return self.call_guide(*r.choice(rows)) if rows else None

    def made_by_subscript(self, want):
        r = self.r
        sources = {"int": ["ints"], "str": ["strs", "str"], "any": ["list", "dict"]}.get(want)
        if sources:
            source = r.choice(sources)
            return Guide(wants=[source, ("index", "keys" if source == "dict" else "small")], times=[1], picks=["subscript"])
        if want in ("ints", "strs", "list", "str"):
            return Guide(wants=[want, ("cut",)], times=[1], picks=["subscript"])
        return None

    def guide_subscript(self, want):
        return Guide(wants=[want], options=[self.r.random() > 0.01], times=[int(self.chance(0.02))])

    def guide_slice(self, want):
        if want == ("cut",):
            return Guide(wants=["small"] * 3, picks=[":"], options=[self.r.random() < p for p in (0.6, 0.6, 0.4, 0.8)])
        return Guide(wants=[want[1] if isinstance(want, tuple) else "small"], picks=["expression"])

    def guide_arguments(self, want):
        given = list(want[1]) if isinstance(want, tuple) else ["any"] * self.r.choice([0, 1, 1, 2])
        if self.r.random() < self.noise:
            given = given[:-1] if self.r.random() < 0.5 else given + ["any"]
        if self.r.random() < 0.01:
            given.append(self.r.choice([("star", "list"), ("double_star", "dict")]))
        return Guide(wants=given, options=[bool(given), self.r.random() < 0.02], times=[max(len(given) - 1, 0)])

    def guide_argument(self, want):
        if isinstance(want, tuple):
            return Guide(wants=[want[1]], picks=["*" if want[0] == "star" else "**"])
        if "=" in want and want[0] != "'":
            name, kind = want.split("=")
            return Guide(wants=[kind], words=[name], picks=["NAME"])
        return Guide(wants=[want], picks=["expression"])

    def guide_primary(self, want):
        r = self.r
        if isinstance(want, tuple):
            return Guide(words=[want[1]], picks=["NAME"])
        if want[0] == "'":
            return Guide(words=[want], picks=["STRING"], times=[0])
        if want in RANGES:
            number = r.randint(*RANGES[want])
            return Guide(words=[str(abs(number))], picks=["INTEGER"])
        if want in SPECIAL_STRINGS:
            return Guide(words=[r.choice(SPECIAL_STRINGS[want])], picks=["STRING"], times=[0])
        if want == "rows":
            return Guide(words=["rows"], picks=["NAME"])
        if want in ("datetime", "timedelta", "date"):
            return Guide(wants=[want], picks=["("], options=[True])
        if r.random() < self.noise:
            return Guide()
        if self.chance(0.1) and want != "none":
            return Guide(wants=[want], picks=["("], options=[True])
        if want in CONTEXT_NAMES and r.random() < 0.6:
            return Guide(words=[self.name_of(want)], picks=["NAME"])
        return self.literal(want)

    def literal(self, want):
        r = self.r
        n = r.choice([0, 1, 2, 3]) if self.depth < self.most + 1 else 0
        if want == "int":
            return Guide(words=[r.choice(NUMBERS)], picks=["INTEGER"])
        if want == "float":
            return Guide(words=[r.choice(FLOATS)], picks=["FLOAT"])
        if want in ("ints", "strs", "list"):
            item = ITEMS[want]
            return Guide(wants=[item] * n, picks=["(" if want == "list" and n == 0 and r.random() < 0.2 else "["], times=[max(n - 1, 0)],
                         options=[n > 0, r.random() < 0.05])
        if want == "dict":
            return Guide(wants=["any"] * n, picks=["{"], times=[max(n - 1, 0)], options=[n > 0, r.random() < 0.05])
        if want == "bool":
            return Guide(words=[r.choice(["true", "false", "True", "False"])], picks=["NAME"])
        if want == "none":
            return Guide(words=[r.choice(["none", "None"])], picks=["NAME"])
        return Guide(words=[r.choice(STRINGS)], picks=["STRING"], times=[int(r.random() < 0.03)])

    def guide_pair(self, _):
        return Guide(wants=[self.r.choice(["keys", "keys", "str", "int", "any"]), "any"])




# ---- texts ----

OUTSIDE = set(TEXTS) | {text for name in ("COMMENT_BEGIN", "RAW_BEGIN", "RAW_END") for text in TERMINALS[name]}
OPENINGS, CLOSINGS = set(TERMINALS["VARIABLE_BEGIN"] + TERMINALS["BLOCK_BEGIN"]), set(TERMINALS["VARIABLE_END"] + TERMINALS["BLOCK_END"])


def written(r, tokens):
    """The tokens of a sentence as text: blanks between words, and by chance elsewhere in a tag."""
    dense = r.random() < 0.3
    out, inside = [], False
    for token in tokens:
        if token in CLOSINGS and inside:
            out.append(" ")
            inside = False
        elif inside:
            before = out[-1][-1:]
            words = before.isalnum() and (token[0].isalnum() or token[0] == "_")
            if words or before in "{%" or not (dense or token in ".()[],|:" or before in ".([|"):
                out.append(" " if r.random() < 0.99 else "\n")
        out.append(token)
        if token in OPENINGS:
            inside = True
            out.append(" ")
    return "".join(out)


JUNK = list("()[]{},.:|~=*'\"! -+/%<>\\") + [" if ", " not ", " in ", " is ", "%}", "}}", "{{", "{%", "\n", "$", "é", "1a", "0b", "e5", "_", "\0"]


def damaged(r, text):
    at = r.randrange(len(text) + 1)
    end = min(len(text), at + r.choice([1, 1, 2, 5]))
    return r.choice([text[:at] + text[end:], text[:at] + r.choice(JUNK) + text[at:], text[:at] + r.choice(JUNK) + text[end:], text[:at]])


# ---- contexts ----

INTS = [0, 1, -1, 2, 3, 5, 7, 10, 42, -17, 255, 1000, 86400, 2**31, 2**53 + 1, 2**63 - 1, -(2**63), 2**64, 10**30]
FLOAT_VALUES = [0.0, -0.0, 0.5, 1.5, 2.5, -2.25, 3.14159, 1e16, 1e-7, 123456.789, 1e22, 0.1, 99.995, 1e308, 5e-324]
TEXT_VALUES = ["", "a", "abc", "Hello World", "5", "05", " pad ", "1.5", "x,y,,z", "é", "Straße", "ΑΣ", "日本語", "😀x", "a\nb\r\nc", "tab\tx",
               "True", "None", "[1, 2]", "{'a': 1}", "2024-01-05", "it's", 'say "x"', "<a href='u'>&amp;</a>", "http://x.org/?q=1 www.y.com",
               "the quick brown fox jumps", "ǅ ﬁ ŉ", "١٢٣", "-", "1e5", "inf", "0x1f", "aAbB", "%s", "{}", "\u2028", "\u0000", "a\\b", "i̇", "007"]


def random_value(r, depth=0):
    return r.choice([lambda: r.choice(INTS), lambda: r.choice(FLOAT_VALUES), lambda: r.choice(TEXT_VALUES), lambda: r.choice(TEXT_VALUES),
                     lambda: r.choice([True, False, None])] + [lambda: [random_value(r, depth + 1) for _ in range(r.randint(0, 3))],
                     lambda: {r.choice("abk") : random_value(r, depth + 1) for _ in range(r.randint(0, 2))}] * (depth < 2))()


def random_context(r):
    pick = {"int": lambda: r.choice(INTS), "float": lambda: r.choice(FLOAT_VALUES), "str": lambda: r.choice(TEXT_VALUES),
            "ints": lambda: [r.choice(INTS[:12]) for _ in range(r.randint(0, 5))], "strs": lambda: [r.choice(TEXT_VALUES[:12]) for _ in range(r.randint(0, 4))],
            "dict": lambda: {r.choice(["a", "b", "k", "name", "items", "x y"]): random_value(r) for _ in range(r.randint(0, 3))}, "bool": lambda: r.random() < 0.5,
            "none": lambda: None, "list": lambda: [random_value(r) for _ in range(r.randint(0, 4))]}
    context = {name: pick[kind]() for kind, names in CONTEXT_NAMES.items() for name in names}
    context["rows"] = [{"name": r.choice(["bob", "Al", "é"]), "a": r.randint(0, 3), "k": r.choice([None, "x", 1.5])} for _ in range(r.randint(0, 3))]
    return context


def derivations(seed):
    r = random.Random(seed)
    context = {}
    for number in range(1 << 62):
        if number % 20 == 0:
            context = random_context(r)
        derivation = Derivation(r)
        derivation.rule(r.choice(["template", "template", "output", "output", "output"]))
        text = written(r, derivation.tokens)
        yield context, damaged(r, text) if r.random() < 0.06 else text


if __name__ == "__main__":
    import itertools
    import sys
    for _, template in itertools.islice(derivations(int(sys.argv[1])), int(sys.argv[2])):
        print(repr(template))
