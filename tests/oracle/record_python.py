"""Records tests/oracle/python/*.tsv from CPython: a program, and the type and value of its name `result`, or what it raises.

    python tests/oracle/record_python.py            writes the files
    python tests/oracle/record_python.py --diff     says what differs from the files and writes nothing

Programs stand in tests/oracle/python/<area>.txt: one between lines of `---`, or an expression on a line of its own that
begins with `= `. `call NAMES` makes a program of each name: a method of the value of the last line `of VALUE` (a function of
that module; a builtin after `of` alone), called with each argument list of the last line `with [(…), …]`. Of what a function
raises only the type is kept. `sweep EXPRESSION` makes one that evaluates it for each value of the names that the lines
`over NAME in VALUES` since the last heading gave it, those that it mentions, `unless` a condition
holds; `sweep~` keeps of errors only their type; `each EXPRESSION` makes a program of its own for each value; `refused EXPRESSION` the
same of what dbtplan does not evaluate, so that there is no outcome to record; lines `| …` since the last heading are a program that
stands before each of these. A heading `## …` says what follows covers. tests/unit/test_programs.c replays the tables.
"""

import contextlib
import difflib
import io
import itertools
import pathlib
import re
import sys
import warnings

warnings.simplefilter("ignore")
FOLDER = pathlib.Path(__file__).resolve().parent / "python"


def escape(text):
    return text.replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t").replace("\r", "\\r")


REFUSED = "# refused\n"
MODULES = ["ast", "base64", "bisect", "calendar", "collections", "contextlib", "copy", "csv", "dagster", "dataclasses", "dateutil.parser", "dateutil.relativedelta", "dateutil.tz", "datetime", "decimal", "enum",
           "fnmatch", "fractions", "functools", "hashlib", "importlib", "io", "itertools", "json", "math", "operator", "os", "pathlib", "pytz", "re", "shlex", "string", "textwrap", "time", "tomllib",
           "types", "typing", "unicodedata", "urllib.parse", "uuid", "yaml", "zlib", "zoneinfo"]  # fmt: skip
CALLS = """{module}result = []
for args in {args}:
    value = {value}
    try:
        result.append({answer})
    except Exception as error:
        result.append({told})
"""


def calls(of, args, name):
    is_module = of.replace(".", "").isidentifier()
    module = of if is_module else "datetime" if "datetime." in of + args else ""
    answer, told = f"value.{name}(*args)" if of else f"{name}(*args)", "type(error).__name__"
    if of and not is_module:
        answer, told = f"({answer}, value)", 'f"{type(error).__name__}: {error}"'
    return CALLS.format(module=module and f"import {module}\n", value=of or None, args=args, answer=answer, told=told)


def sweep(expression, overs, told, before):
    """Loops over the values of the names that an expression mentions, around it; `before`: lines."""
    named = {name: values for name, values in overs.items() if re.search(rf"\b{name}\b", expression)}
    modules = [name for name in MODULES if re.search(rf"\b{name}\.", " ".join([expression, *named.values(), *before]))]
    lines, depth = [f"import {name}" for name in modules] + before + ["result = []"], 0
    for name, values in named.items():
        lines.append(f"{'    ' * depth}for {name} in {values}:")
        depth += 1
    expression, _, skipped = expression.partition(" unless ")
    body = [f"if {skipped}: continue"] if skipped else []
    body += ["try:", f"    result.append({expression})", "except Exception as error:", f"    result.append({told})"]
    return "\n".join(lines + ["    " * depth + line for line in body]) + "\n"


def each(expression, overs, before):
    """A program for each combination of the values."""
    named = {name: eval(values) for name, values in overs.items() if re.search(rf"\b{name}\b", expression)}
    for values in itertools.product(*named.values()):
        given = "".join(f"{name} = {value!r}\n" for name, value in zip(named, values))
        lines = "".join(line + "\n" for line in before)
        imports = "".join(f"import {name}\n" for name in MODULES if re.search(rf"\b{name}\.", f"{expression}\n{given}"))
        yield f"{imports}{lines}{given}result = {expression}\n"


def programs(text):
    lines, inside, of, args, overs, before = [], False, "", "", {}, []
    for line in text.split("\n"):
        if line == "---":
            if inside and lines:
                yield "\n".join(lines) + "\n"
            lines, inside = [], True
        elif line.startswith("## "):
            if inside and lines:
                yield "\n".join(lines) + "\n"
            lines, inside, overs, before = [], False, {}, []
        elif inside:
            lines.append(line)
        elif line.startswith("| "):
            before.append(line[2:])
        elif line.startswith("= "):
            yield f"result = {line[2:]}\n"
        elif line.startswith("of"):
            of = line[3:]
        elif line.startswith("with "):
            args = line[5:]
        elif line.startswith("over "):
            name, _, values = line[5:].partition(" in ")
            overs[name] = values
        elif line.startswith(("sweep ", "sweep~ ")):
            told = "type(error).__name__" if line.startswith("sweep~") else 'f"{type(error).__name__}: {error}"'
            yield sweep(line.split(" ", 1)[1], overs, told, before)
        elif line.startswith("each "):
            yield from each(line[5:], overs, before)
        elif line.startswith("refused "):
            yield from (REFUSED + program for program in each(line[8:], overs, before))
        elif line.startswith("call "):
            yield from (calls(of, args, name) for name in line.split()[1:])
    if inside and lines:
        yield "\n".join(lines) + "\n"


def outcome(program):
    if program.startswith(REFUSED):
        return "! unsupported"
    names = {"__name__": "m"}
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(program, "m.py", "exec"), names)
        value = names["result"]
        return f"= {type(value).__name__} {value!r}"
    except Exception as error:
        return f"! {type(error).__name__}: {error}"


def rows(path):
    for program in programs(path.read_text()):
        result = outcome(program)
        if " at 0x" in result:
            raise SystemExit(f"{path.name}: an address in the result of\n{program}")
        yield f"{escape(program)}\t{escape(result)}"


def main():
    status = 0
    for path in sorted(FOLDER.glob("*.txt")):
        lines, table = list(rows(path)), path.with_suffix(".tsv")
        if "--diff" in sys.argv:
            changes = list(difflib.unified_diff(table.read_text().split("\n")[:-1], lines, lineterm="", n=0))
            for change in changes:
                print(change)
            status |= bool(changes)
        else:
            table.write_text("".join(line + "\n" for line in lines))
    sys.exit(status)


if __name__ == "__main__":
    main()
