"""Records tests/oracle/expressions/AREA.tsv from the templates of AREA.txt, rendered by the real Jinja2.

A line of AREA.txt is a template; one in double quotes is a JSON text, for templates with line ends. `# words` say what the
lines that follow cover; `$x = a | b | c` gives `$x` in them one value after the other. A row of AREA.tsv: what it covers, the
context, the template, the outcome (render.h), the last three as JSON. derived.tsv has no text: its rows are disagreements that
compare.py found; they are rendered again.

usage: python record_expressions.py [AREA…]
"""
import itertools
import json
import pathlib
import re
import signal
import sys
import warnings

from compare import rendered, too_slow, used

HERE = pathlib.Path(__file__).resolve().parent / "expressions"
CONTEXT = {"big": 1e308, "d": {"a": 1}, "l": [1], "s": "a"}


def with_values(line, values):
    """The line once for each combination of the values of its variables."""
    names = [name for name in values if name in line]
    for chosen in itertools.product(*(values[name] for name in names)):
        template = line
        for name, value in zip(names, chosen):
            template = template.replace(name, value)
        yield template


def templates(path):
    covers, values = "", {}
    for line in path.read_text(encoding="utf-8").splitlines():
        variable = re.match(r"(\$\w) = (.*)", line)
        if line.startswith("# "):
            covers, values = line[2:], {}
        elif variable:
            values[variable[1]] = variable[2].split(" | ")
        elif line:
            template = json.loads(line) if line[0] == line[-1] == '"' and "\\" in line or line[:2] == '"{' else line
            for one in with_values(template, values):
                yield covers, used(CONTEXT, one), one


def derived(path):
    for line in path.read_text(encoding="utf-8").splitlines():
        covers, context, template, _ = line.split("\t")
        yield covers, json.loads(context), json.loads(template)


def record(area):
    text, table = HERE / f"{area}.txt", HERE / f"{area}.tsv"
    rows = {}
    for covers, context, template in templates(text) if text.exists() else derived(table):
        outcome = rendered(template, context)
        row = "\t".join([covers, *(json.dumps(part) for part in (context, template, outcome))])
        if not outcome.startswith("too ") and len(row) < 4000:
            rows.setdefault((json.dumps(context), template), row)
    table.write_text("".join(row + "\n" for row in rows.values()), encoding="ascii")
    return len(rows)


def main():
    signal.signal(signal.SIGALRM, too_slow)
    warnings.simplefilter("ignore")
    areas = sys.argv[1:] or sorted({path.stem for path in HERE.glob("*.t*")})
    print(sum(record(area) for area in areas), "rows", file=sys.stderr)


if __name__ == "__main__":
    main()
