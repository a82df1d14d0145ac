"""Records tests/oracle/eval.tsv from jinja2's NativeEnvironment: a template, what it renders to, and what it covers.

    python tests/oracle/record_eval.py            writes the file
    python tests/oracle/record_eval.py --diff     says what differs from the file and writes nothing

The templates are those of tests/oracle/eval.txt, then every filter and every test with every kind of value, then filters
with arguments of every kind. The context is the one of tests/unit/test_eval.c. Also tests/oracle/builtins.tsv: all names of
filters, tests and globals that the package has.
"""

import difflib
import pathlib
import sys
import warnings

import jinja2
from jinja2 import defaults
from jinja2.nativetypes import NativeEnvironment

warnings.simplefilter("ignore")
HERE = pathlib.Path(__file__).resolve().parent
ENV = NativeEnvironment()

VALUES = ["'Hello World'", "'a<b'", "''", "'3'", "5", "-3", "2.5", "true", "none", "missing", "[]", "[3, 1, 2]", "['b', 'A']",
          "(1, 2)", "{'b': 1, 'a': 2}", "{}", "range(3)", "('<b>'|safe)", "users"]
CHANCE = {"random", "lipsum"}
ARGUMENTS = {
    "attr": ["'upper'", "5", "none", "'name', 1"],
    "batch": ["2", "2, 'x'", "0", "'a'", "none", "linecount=2", "1.5"],
    "center": ["11", "-1", "'a'", "2.5", "width=20"],
    "default": ["1", "1, true", "default_value=1", "boolean=true", "1, boolean=1", "1, 2, 3", "nope=1"],
    "dictsort": ["true", "by='value'", "false, 'value'", "reverse=true", "by=5"],
    "filesizeformat": ["true", "binary=1"],
    "float": ["1", "default='x'", "1, 2"],
    "format": ["1", "1, 2", "a=1", "1, a=2"],
    "indent": ["2", "'>'", "2, true", "first=true, blank=true", "none", "2.5", "-1"],
    "int": ["1", "0, 16", "base=2", "default='x'", "0, 99"],
    "join": ["','", "5", "none", "', ', 'name'", "attribute='name'", "attribute=0"],
    "max": ["true", "attribute='age'", "attribute='nope'"],
    "min": ["true", "attribute='age'"],
    "replace": ["'l', 'L'", "'l'", "1, 2", "'l', '', 1", "'', '-'", "'l', 'L', none", "'l', 'L', 'x'", "old='l', new='m'"],
    "round": ["1", "0, 'ceil'", "0, 'floor'", "-1", "1, 'ceil'", "'a'", "method='nope'", "none"],
    "slice": ["2", "2, 'x'", "0", "'a'", "-1"],
    "sort": ["true", "false, true", "attribute='age'", "attribute='name'", "attribute='age,name'", "attribute=0", "nope=1"],
    "sum": ["start=1", "'age'", "attribute='age', start=5", "start=[]", "start='a'"],
    "tojson": ["2", "indent=none"],
    "trim": ["'H'", "none", "5", "chars='ld'"],
    "truncate": ["8", "5, true", "5, true, '', 0", "8, leeway=0", "8, false, '~', 0", "2", "'a'", "8, leeway=-1", "end=5"],
    "unique": ["true", "attribute='age'", "attribute='nope'"],
    "urlize": ["5"],
    "wordwrap": ["5", "5, false", "5, wrapstring='|'"],
    "xmlattr": ["false"],
    "first": ["1"], "last": ["1"], "list": ["1"], "upper": ["1"], "string": ["1"], "length": ["1"], "e": ["1"],
    "map": ["'upper'", "attribute='name'", "attribute='nope', default=1", "'int', 2", "'replace', 'b', 'c'", "5"],
    "select": ["'odd'", "'eq', 1", "'defined'", "'nope'", "5"],
    "reject": ["'odd'", "'eq', 1"],
    "selectattr": ["'age'", "'age', 'eq', 2", "'name', 'nope'", "0"],
    "rejectattr": ["'age'", "'age', 'gt', 1"],
    "groupby": ["'age'", "'name', 'x'", "0"],
}
LAZY = {"batch", "items", "map", "reject", "rejectattr", "select", "selectattr", "slice", "unique", "reverse"}
TEST_ARGUMENTS = {"divisibleby": ["2", "0", "'a'"], "in": ["[5]", "'Hello World'", "5"], "sameas": ["5", "none"]}
COMPARISONS = {"eq", "ne", "lt", "le", "gt", "ge", "equalto", "greaterthan", "lessthan", "==", "!=", "<", "<=", ">", ">="}
COMPARED = ["5", "'a'", "[3]", "missing"]


def context():
    return {"n": 5, "s": "Hello World", "l": [3, 1, 2], "d": {"b": 1, "a": 2},
            "users": [{"name": "bob", "age": 2}, {"name": "Al", "age": 1}], "words": ["b", "A", "a", "c"]}


def outcome(template):
    try:
        return "= " + repr(ENV.from_string(template).render(**context()))
    except jinja2.TemplateSyntaxError as error:
        return f"! {type(error).__name__}: {error.message}"
    except Exception as error:
        return f"! {type(error).__name__}: {error}"


def escape(text):
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


def unescape(text):
    words = {"n": "\n", "t": "\t", "r": "\r"}
    out, at = [], 0
    while at < len(text):
        if text[at] == "\\" and at + 1 < len(text):
            at += 1
            out.append(words.get(text[at], text[at]))
        else:
            out.append(text[at])
        at += 1
    return "".join(out)


def written():
    area = ""
    for line in (HERE / "eval.txt").read_text().split("\n"):
        if line.startswith("## "):
            area = line[3:]
        elif area and line:
            yield area, unescape(line)


def filtered(name, value, arguments=None):
    call = f"{value}|{name}" + ("" if arguments is None else f"({arguments})")
    return f"{{{{ {call}|list }}}}" if name in LAZY else f"{{{{ {call} }}}}x"


def made():
    for name in sorted(defaults.DEFAULT_FILTERS):
        for value in VALUES if name not in CHANCE else []:
            yield f"filter {name}", filtered(name, value)
        for arguments in ARGUMENTS.get(name, []):
            for value in ["'Hello World'", "2.55", "[3, 1, 2]", "{'b': 1, 'a': 2}", "users"]:
                yield f"filter {name}", filtered(name, value, arguments)
    for name in sorted(defaults.DEFAULT_TESTS):
        for value in VALUES:
            given = COMPARED if name in COMPARISONS else TEST_ARGUMENTS.get(name, [None])
            for argument in given:
                if name.isalpha():
                    yield f"test {name}", f"{{{{ {value} is {name}" + (f"({argument})" if argument else "") + " }}"
                else:
                    yield f"test {name}", f"{{{{ [{value}]|select('{name}', {argument})|list }}}}"


def rows():
    seen = set()
    for area, template in [*written(), *made()]:
        result = outcome(template)
        if template in seen or " at 0x" in result or len(result) > 3000:
            continue
        seen.add(template)
        yield "\t".join([escape(template), escape(result), area])


def names():
    for kind, table in (("filter", defaults.DEFAULT_FILTERS), ("test", defaults.DEFAULT_TESTS),
                        ("global", defaults.DEFAULT_NAMESPACE)):
        for name in sorted(table):
            yield f"{kind}\t{name}"


def main():
    status = 0
    for name, lines in (("eval.tsv", list(rows())), ("builtins.tsv", list(names()))):
        path = HERE / name
        if "--diff" in sys.argv:
            old = path.read_text().split("\n")[:-1]
            changes = list(difflib.unified_diff(old, lines, lineterm="", n=0))
            print(*changes, sep="\n")
            status |= bool(changes)
        else:
            path.write_text("".join(line + "\n" for line in lines))
    sys.exit(status)


main()
