import json
import os
from pathlib import Path

import dagster as dg
import yaml

HERE = Path(__file__).parent
DATA = HERE / "data"


def attempt(f):
    try:
        return repr(f())
    except Exception as error:
        return f"{type(error).__name__}: {str(error).replace(str(HERE), 'HERE')}"


def lines_of(name):
    with open(DATA / name) as f:
        return [line for line in f]


def in_parts():
    with (DATA / "text.txt").open("r", encoding="utf-8") as f:
        first = f.readline()
        part = f.read(4)
        rest = f.readlines()
        return first, part, rest, f.read(), f.readline()


def after_close():
    with open(DATA / "text.txt") as f:
        pass
    return f.closed, f.read()


def not_closed():
    f = open(os.path.join(DATA, "text.txt"))
    g = [len(line) for line in f]
    f.close()
    return g


def default(name):
    try:
        return yaml.safe_load((DATA / name).read_text())
    except FileNotFoundError:
        return {"x": "default"}


FACTS = [
    lambda: (DATA / "text.txt").read_text(),
    lambda: (DATA / "text.txt").read_bytes(),
    lambda: lines_of("text.txt"),
    lambda: lines_of("crlf.txt"),
    lambda: open(DATA / "crlf.txt", newline="").read(),
    lambda: open(DATA / "crlf.txt", "rb").read(),
    lambda: [line for line in open(DATA / "crlf.txt", "rb")],
    in_parts,
    after_close,
    not_closed,
    lambda: (DATA / "absent.txt").read_text(),
    lambda: open(str(DATA / "absent.txt")),
    lambda: DATA.read_text(),
    lambda: (DATA / "latin.txt").read_text(),
    lambda: (DATA / "latin.txt").read_text(encoding="latin-1"),
    lambda: (DATA / "latin.txt").read_text("utf-8", "replace"),
    lambda: (DATA / "empty.txt").read_text().splitlines(),
    lambda: [(DATA / n).exists() for n in ("text.txt", "absent", ".", "../data/text.txt")],
    lambda: [DATA.is_dir(), DATA.is_file(), (DATA / "text.txt").is_file(), (DATA / "text.txt").is_dir()],
    lambda: [os.path.exists(DATA), os.path.isfile(str(DATA / "text.txt")), os.path.isdir(HERE), os.path.isdir("/absent") if False else None],
    lambda: sorted(p.name for p in DATA.iterdir()),
    lambda: sorted(p.stem for p in DATA.glob("*.txt")),
    lambda: sorted(DATA.glob("[ab]*.json"))[0].name,
    lambda: len(list(DATA.glob("*.nothing"))),
    lambda: [p.name for p in DATA.glob("?ext.txt")],
    lambda: json.load(open(DATA / "a.json")),
    lambda: json.load((DATA / "a.json").open("rb")),
    lambda: json.load(open(DATA / "text.txt")),
    lambda: yaml.safe_load(open(DATA / "a.yaml")),
    lambda: yaml.safe_load(open(DATA / "a.yaml", "rb")),
    lambda: yaml.load((DATA / "a.yaml").read_text(), Loader=yaml.SafeLoader)["day"].isoformat(),
    lambda: yaml.safe_load(""),
    lambda: yaml.safe_load("a: 1\nb: [x, 2.50, yes, ~, 017, 1:30]\n? 2024-02-29\n: {}\n'2024-01-01': \"2024-01-01\"\n<<: {c: 3}\n"),
    lambda: default("absent.yaml"),
    lambda: default("a.yaml")["models"][0],
]


@dg.template_var
def facts():
    return "\n".join(f"{i} {attempt(fact)}" for i, fact in enumerate(FACTS))
