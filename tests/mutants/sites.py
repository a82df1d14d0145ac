"""Where a source can be changed by one token or one row, and how.

A mutation is what a slip of the hand or of thought would be: `<` for `<=`, `+` for `-`, `&&` for `||`, a constant that is one
off, a `!` forgotten, true for false; a row of a table that is missing, or that has the name of its neighbour.
"""
import re
from collections import namedtuple


class Mutation(namedtuple("Mutation", "path line source start end new before after")):
    """`new` replaces [start, end) of `source`, the file; `before` and `after` are the line (for a row: the rows) without it and
    with it."""

    @property
    def text(self):
        return self.source[: self.start] + self.new + self.source[self.end :]


TOKEN = re.compile(
    r"""(?P<skip>/\*.*?\*/|//[^\n]*|^[ \t]*\#(?:\\\n|[^\n])*|"(?:\\.|[^"\\\n])*")"""
    r"""|(?P<char>'(?:\\.[0-7]*|[^'\\\n])')|(?P<number>\b[0-9][0-9A-Za-z.]*)|(?P<word>[A-Za-z_]\w*)"""
    r"""|(?P<op>->|\+\+|--|<<=|>>=|<<|>>|[<>=!+\-*/%&|^]=|&&|\|\||\S)""",
    re.S | re.M | re.X,
)
OPERATORS = {
    "<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "&&": "||", "||": "&&", "+=": "-=", "-=": "+=",
}  # fmt: skip
# Sizes of buffers and bounds of hostile input, which may be one more or less: tests/cases/limits has those that count.
SIZES = re.compile(r"ROOM|BYTES|LIMIT|MOST|STEP_COST|_CAP\b|buf_new|value_list\([^,]*heap, \d|heap_step\(|BUILTIN_TABLE|__attribute__")
# Of what a comparison returns, and of a number that says that there is none, only the sign counts.
SIGN, SIGNS = re.compile(r"\breturn\b.*\? (-1 :|.*: -1;)"), re.compile(r"\breturn\b.*\? -1 : 1;")
# One more than are needed, of pieces of memory and of values that a function sets itself, is what nobody sees.
ROOM = re.compile(r"\b(ARENA_ARRAY|arena_bytes|new_big)\((?:[^()]|\([^()]*\))*\+ \Z|^ +(const )?[A-Z][a-z]\w* \*?\w+\[\Z")
# Of two that are alike, either is the smaller one.
SMALLER = re.compile(r"([\w.>-]+) [<>]=? ([\w.>-]+) \? (\1 : \2|\2 : \1)(?![\w.(\[]|->)")
# The idiom of an empty value, of which nobody looks at the pointer that stands first.
EMPTY = re.compile(r"\{0\}")
# No flag of a builtin has the number 1.
NO_FLAG = re.compile(r'[ \t]*(\{"\w+", .*)?\d, (\d|UINT8_MAX), 0\Z')
KEYWORDS = {"return", "case", "else", "do", "sizeof", "goto"}
ROW = re.compile(r"^[ \t]+\{[^\n]*\},?[ \t]*(?:/\*[^\n]*\*/)?$")
DEF_ROW = re.compile(r"^[A-Z_]+\([^\n]*\)[ \t]*(?:/\*[^\n]*\*/)?$")


def line_at(text, at):
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    return start, len(text) if end < 0 else end


def mutation(path, text, start, end, new):
    first, last = line_at(text, start)
    after = text[first:start] + new + text[end:last]
    return Mutation(path, text.count("\n", 0, start) + 1, text, start, end, new, text[first:last].strip(), after.strip())


def other_numbers(token, previous):
    """One more and one less of a decimal number; none of a size in a declaration."""
    match = re.fullmatch(r"([0-9]+)([uUlL]*)", token)
    if not match or (len(match[1]) > 1 and match[1][0] == "0") or (previous == "[" and int(match[1]) >= 8):
        return []
    number = int(match[1])
    return [f"{n}{match[2]}" for n in (number + 1, number - 1) if n >= 0]


def shows(token, new, previous, before, line):
    """Whether a number one off can make a difference; `before`: the line up to it."""
    if previous == "{" and token == "0" and EMPTY.search(line):
        return False
    if new == "2" and (SIGN.search(line) if previous == "-" else SIGNS.search(line)):
        return False
    if before.endswith("[][") and int(new) > int(token):  # one more column than the rows have
        return False
    is_set = "= {" in line or "sizeof" in line
    return not (ROOM.search(before) and not is_set and int(new) > int(token))


def replacements(kind, token, previous, previous_kind, before, line):
    """What could stand in place of a token."""
    if kind == "op" and token in OPERATORS:
        smaller = any(match.end(1) + 1 == len(before) for match in SMALLER.finditer(line))
        return [] if smaller else [OPERATORS[token]]
    follows_operand = previous_kind in ("number", "char") or previous in (")", "]")
    follows_operand = follows_operand or (previous_kind == "word" and previous not in KEYWORDS)
    if kind == "op" and token in "+-" and follows_operand:
        return ["-" if token == "+" else "+"]
    if kind == "op" and token == "!":
        return [""]
    if kind == "word" and token in ("true", "false"):
        return ["false" if token == "true" else "true"]
    if kind == "number" and not SIZES.search(line):
        return [new for new in other_numbers(token, previous) if shows(token, new, previous, before, line)]
    if kind == "char" and not SIZES.search(line):
        return [f"({token} + 1)"]
    return []


def token_mutations(path, text):
    previous = previous_kind = ""
    for match in TOKEN.finditer(text):
        kind, token = match.lastgroup, match[0]
        if kind == "skip":
            continue
        first, last = line_at(text, match.start())
        is_no_flag = NO_FLAG.match(text[first : match.end()])
        for new in [] if is_no_flag else replacements(kind, token, previous, previous_kind, text[first : match.start()], text[first:last]):
            yield mutation(path, text, match.start(), match.end(), new)
        previous, previous_kind = token, kind


def first_field(row):
    """Of a row that has another one: a list of names is the same in any order."""
    match = re.match(r"[ \t]*(?:\{|[A-Z_]+\()([^,(){}]+),", row)
    return match[1] if match else None


def rest_of(row, first):
    return row.replace(first, "", 1).rstrip(",; }").split()


def row_mutations(path, text, is_row):
    """A row left out, and the first fields of two neighbours exchanged: of two that are alike else, it would be their order alone."""
    at, lines = 0, text.split("\n")
    for i, line in enumerate(lines):
        below = lines[i + 1] if i + 1 < len(lines) else ""
        in_table = is_row.match(line) and (is_row.match(below) or (i and is_row.match(lines[i - 1])))
        if in_table:
            yield Mutation(path, i + 1, text, at, at + len(line), "", line.strip(), "")
        mine, other = first_field(line), first_field(below)
        both = in_table and is_row.match(below) and mine and other and mine != other
        if both and rest_of(line, mine) != rest_of(below, other):
            new = line.replace(mine, other, 1) + "\n" + below.replace(other, mine, 1)
            end = at + len(line) + 1 + len(below)
            yield Mutation(path, i + 1, text, at, end, new, f"{line.strip()} {below.strip()}", " ".join(new.split()))
        at += len(line) + 1


def mutations(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if path.endswith(".def"):
        return list(row_mutations(path, text, DEF_ROW))
    return list(token_mutations(path, text)) + list(row_mutations(path, text, ROW))
