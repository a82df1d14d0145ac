"""Records tests/oracle/values.tsv from CPython: rows of area, inputs and outcome, each a JSON text.

Areas: literal (text), binary and compare (operator, left, right), format (value, specification), method (self, name,
arguments), dumps (value), loads (text). Values are given as texts of literals. An outcome is the repr, or "!Type: message",
or "NOT" for a text that is no literal.
"""
import ast, json, operator, random, re, sys, warnings

warnings.simplefilter("ignore")
random.seed(20230101)
rows = []


def outcome(function, *args):
    try:
        return repr(function(*args))
    except Exception as error:
        return f"!{type(error).__name__}: {error}"


def literal(text):
    try:
        return repr(ast.literal_eval(ast.parse(text, mode="eval")))
    except (ValueError, SyntaxError, MemoryError):
        return "NOT"
    except TypeError as error:
        return f"!TypeError: {error}"


def record(area, outcome, *inputs):
    if len(outcome) < 900:
        rows.append("\t".join([area, *(json.dumps(field) for field in inputs), json.dumps(outcome)]))


PIECES = ["1", "0", "007", "00", "1_000", "1__0", "1_", "0x1f", "0X_F", "0o17", "0b11", "0b2", "1e3", "1e", "1.5", "1.", ".5",
          "1e999", "2j", "07j", "007.5", "-", "+", "--", "1-2", "1+2j", "-1-2j", "'a'", '"b"', "''", "'''x\ny'''", "b'x'",
          "B'\\xff'", "r'\\n'", "u'x'", "ur'x'", "rb'\\d'", "f'x'", "'\\n'", "'\\x41'", "'\\x4'", "'\\u00e9'", "'\\ud800'",
          "'\\U0001F600'", "'\\101'", "'\\777'", "'\\q'", "'\\\n'", "'é'", "b'é'", "'", "True", "False", "None", "none", "nan",
          "set()", "...", "(", ")", "[", "]", "{", "}", ",", ":", " ", "\t", "\n", "\r\n", "\r", "\f", "\\\n", " # c", "a", "é",
          "１", "2024-03-05", "12:30", "()", "[]", "{}", "{1:2}", "{[]}", "{[1]:2}", "(1,)", "((1))", "-(5)", "(1)+(2j)", "1,",
          "1,2", "\x00", "\ufeff", "2023.1", "05", "20240305", "065"]
for text in PIECES + ["9" * 700, "- 5", " 5", "5 ", "5\n", "5\n ", "\r\n5", "# c\n5", "\\\n5", "5  # five", "'a' 'b'", "'a' b'b'"]:
    record("literal", literal(text), text)
while len(rows) < 3000:
    text = "".join(random.choice(PIECES) for _ in range(random.randint(2, 5)))
    found = literal(text)
    if "{" not in found and (found != "NOT" or random.random() < 0.3):
        record("literal", found, text)
for depth in (100, 150):
    record("literal", literal("[" * depth + "]" * depth), "[" * depth + "]" * depth)

VALUES = [None, True, False, 0, 1, -1, 3, -7, 255, 2**53 + 1, 2**63 - 1, -(2**63), 2**63, 10**20, -(10**25), 3**80, 0.0, 0.5, -2.5,
          1e16, 1e300, 1e-7, 123456.789, "", "a", "abc", "é", b"ab", [], [1], [1, "a"], (), (1,), (1, 2), {}, {"a": 1}, {1},
          "%s", "%d", "%5.2f|", "%r", "%(a)s", "%s %s", "%x", "%c", "%-5d|", "%+05d", "%%"]
BINARY = {"ADD": operator.add, "SUB": operator.sub, "MUL": operator.mul, "DIV": operator.truediv, "FLOOR_DIV": operator.floordiv,
          "MOD": operator.mod, "BIT_AND": operator.and_, "BIT_OR": operator.or_, "BIT_XOR": operator.xor, "POW": operator.pow}
COMPARE = {"EQ": operator.eq, "NE": operator.ne, "LT": operator.lt, "GE": operator.ge, "IN": lambda a, b: a in b}
for name, function in BINARY.items():
    for _ in range(200):
        a, b = random.choice(VALUES), random.choice(VALUES)
        large = any(isinstance(v, int) and abs(v) > 300 for v in (a, b))
        if (name == "MOD" and isinstance(a, bytes)) or (large and name in ("POW", "MUL") and not (name == "MUL" and isinstance(a, int) and isinstance(b, int))):
            continue
        record("binary", outcome(function, a, b), name, repr(a), repr(b))
for name, function in COMPARE.items():
    for _ in range(150):
        a, b = random.choice(VALUES), random.choice(VALUES)
        record("compare", outcome(function, a, b), name, repr(a), repr(b))
SPECS = ["", "d", "5", "<5", ">8", "^7", "*^9", "+", "05", "08.3f", ".2f", ",", "_", ",.2f", "x", "#x", "X", "o", "#b", "b", "e",
         ".3e", "g", ".3g", "%", ".1%", "s", ".2", "10.3", "=+8", "010,", "09,", "_x", "z", "5s", ".1s", "08", "-", "q", "5.", "#.3g"]
for spec in SPECS:
    for value in random.sample([v for v in VALUES if isinstance(v, (int, float, str, type(None)))], 9):
        record("format", outcome(format, value, spec), repr(value), spec)
for _ in range(120):
    value = random.uniform(-1, 1) * 10 ** random.randint(-320, 308)
    record("literal", repr(value), repr(value))
METHODS = {"split": [[], [","], [None, 1], ["", 1]], "rsplit": [[], [",", 1]], "strip": [[], ["a"]], "replace": [["a", "b"], ["", "-"], ["a", "b", 1]],
           "find": [["a"], ["", 9], ["b", -3]], "index": [["a"]], "count": [["a"], [""]], "startswith": [["a"], [["a"]], [1]],
           "upper": [[]], "lower": [[]], "title": [[]], "capitalize": [[]], "swapcase": [[]], "center": [[7], [8, "*"]], "zfill": [[6]],
           "ljust": [[6]], "partition": [["b"], [""]], "rpartition": [["b"]], "splitlines": [[], [True]], "isdigit": [[]], "isalpha": [[]],
           "istitle": [[]], "isupper": [[]], "removeprefix": [["a"]], "removesuffix": [["c"]], "expandtabs": [[], [4]], "join": [[["x", "y"]], [[1]]]}
for text in ["", "abc", "a,b,,c", "  x y  ", "Hello World", "éÀß", "x\ny\r\nz", "a\tb", "-42", "½"]:
    for name, calls in METHODS.items():
        for args in calls:
            record("method", outcome(getattr(text, name), *args), repr(text), name, repr(args))
for value in [None, True, 1, 1.5, 'é"\\\n\x7f\u2028😀', [1, [2]], (1, "a"), {"a": 1, "b": [None]}, {1: 2, True: 3, None: 4, 1.5: 5}, b"x", {1},
              {(1,): 2}, 10**30, 1e16, "\x00\x1f/"]:
    record("dumps", outcome(json.dumps, value), repr(value))
for text in ["1", "01", "1.5", "1e5", "1.", "-", ".5", '"\\u00e9"', '"\\ud83d\\ude00"', '"\\x"', '"a', '"\n"', "[]", "[1,]", "[1 2]", "{}", '{"a":1,}',
             '{"a" 1}', "{a:1}", '{"a":1,"a":2}', "null", "nul", "NaN", "-Infinity", " 1 ", "", "[", '"\\u12"', "1e400", "1" * 30, "true false"]:
    try:
        record("loads", repr(json.loads(text)), text)
    except json.JSONDecodeError as error:
        record("loads", f"!{error.msg} {error.pos}", text)

with open("tests/oracle/values.tsv", "w", encoding="ascii", newline="\n") as file:
    file.write("\n".join(rows) + "\n")
print(len(rows), "rows", file=sys.stderr)
