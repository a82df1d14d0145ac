"""Slips of the hand: a recorded case in which one thing is written otherwise, as it happens to people.

`typo(seed, number)` draws a case, one of its files and one slip: a letter, a quote, a brace or a colon that is missing or
twice, a line that is gone, doubled or indented otherwise, a key or a name that is nearly right, a code of strftime that is
another one. Most break the project, some do not; compare_projects.py (`--typos`) asks the real Dagster which.
"""

import random
import re
from pathlib import Path
from types import SimpleNamespace

HERE = Path(__file__).resolve().parent
ERRORS = 100  # of this number of draws with no slip that fits, the last one is given up


def cases():
    """The recorded cases without a whole project of their own, in order."""
    return sorted(path.parent for path in HERE.glob("*/*/launches") if not (path.parent / "project").is_file())


# ---- slips: each takes a text and gives another, or None where it does not fit ----

def at_match(pattern, change):
    """The slip that changes one match of a pattern."""
    def slip(draw, text):
        found = list(re.finditer(pattern, text))
        if not found:
            return None
        match = draw.choice(found)
        return text[:match.start()] + change(draw, match.group()) + text[match.end():]
    return slip


def of_line(change):
    """The slip that changes one line, which is no comment and not empty."""
    def slip(draw, text):
        lines = text.splitlines(keepends=True)
        places = [i for i, line in enumerate(lines) if line.strip() and not line.lstrip().startswith("#")]
        if not places:
            return None
        place = draw.choice(places)
        lines[place] = change(draw, lines[place])
        return "".join(lines)
    return slip


def letter_less(draw, word):
    place = draw.randrange(len(word))
    return word[:place] + word[place + 1:]


def letters_turned(draw, word):
    place = draw.randrange(len(word) - 1)
    return word[:place] + word[place + 1] + word[place] + word[place + 2:]


def letter_twice(draw, word):
    place = draw.randrange(len(word))
    return word[:place] + word[place] + word[place:]


def case_changed(draw, word):
    return word.swapcase() if draw.random() < 0.3 else word[0].swapcase() + word[1:]


def lines_exchanged(draw, text):
    lines = text.splitlines(keepends=True)
    if len(lines) < 2:
        return None
    place = draw.randrange(len(lines) - 1)
    lines[place], lines[place + 1] = lines[place + 1], lines[place]
    return "".join(lines)


def block_moved(draw, text):
    """A line and all that is indented below it, two columns to the left or right."""
    lines = text.splitlines(keepends=True)
    places = [i for i, line in enumerate(lines) if line.strip()]
    if not places:
        return None
    place = draw.choice(places)
    width = len(lines[place]) - len(lines[place].lstrip())
    end = place + 1
    while end < len(lines) and (not lines[end].strip() or len(lines[end]) - len(lines[end].lstrip()) > width):
        end += 1
    right = draw.random() < 0.5
    for i in range(place, end):
        lines[i] = "  " + lines[i] if right else re.sub("^ {1,2}", "", lines[i])
    return "".join(lines)


WORD = r"[A-Za-z_]{3,}"
SLIPS = {
    "a letter less": at_match(WORD, letter_less),
    "two letters turned": at_match(WORD, letters_turned),
    "a letter twice": at_match(WORD, letter_twice),
    "another case": at_match(WORD, case_changed),
    "a quote less": at_match("[\"']", lambda draw, _: ""),
    "another quote": at_match("[\"']", lambda draw, quote: "'" if quote == '"' else '"'),
    "a brace less": at_match(r"[{}]{1,2}", lambda draw, braces: braces[1:]),
    "a brace more": at_match(r"[{}]{1,2}", lambda draw, braces: braces + braces[0]),
    "a bracket less": at_match(r"[()\[\]]", lambda draw, _: ""),
    "a bracket twice": at_match(r"[()\[\]]", lambda draw, bracket: bracket * 2),
    "a colon less": at_match(":", lambda draw, _: ""),
    "a blank less": at_match(r"(?<=\S) (?=\S)", lambda draw, _: ""),
    "a comma or point less": at_match("[,.]", lambda draw, _: ""),
    "a point for a comma": at_match("[,.]", lambda draw, sign: "." if sign == "," else ","),
    "a dash less": at_match("-{1,2}(?=[a-z])", lambda draw, dashes: dashes[1:]),
    "a dash more": at_match("-{1,2}(?=[a-z])", lambda draw, dashes: "-" + dashes),
    "a hyphen for an underscore": at_match("(?<=[a-z])[-_](?=[a-z])", lambda draw, sign: "-" if sign == "_" else "_"),
    "an operator": at_match(r"(?<=\s)(\+|~|-|\||==|and|or|in|not)(?=\s)",
                            lambda draw, _: draw.choice(["+", "~", "-", "|", "=", "&&", "not"])),
    "another code": at_match("%[a-zA-Z]", lambda draw, _: "%" + draw.choice("YymdHMSjbBaAUWVGDTFspfzZxq")),
    "another number": at_match(r"\d+", lambda draw, _: draw.choice(["0", "1", "31", "99", "-1", "1.5", "08"])),
    "a value gone": at_match(r"(?m)(?<=: )\S.*$", lambda draw, _: ""),
    "another value": at_match(r"(?m)(?<=: )\S.*$",
                              lambda draw, _: draw.choice(["yes", "null", "1", "[]", "{}", "some text", "2024-01-01", "1.10"])),
    "a line gone": of_line(lambda draw, line: ""),
    "a line twice": of_line(lambda draw, line: line + line),
    "a line to the right": of_line(lambda draw, line: "  " + line),
    "a line to the left": of_line(lambda draw, line: re.sub("^ {1,2}", "", line)),
    "a tab": of_line(lambda draw, line: re.sub("^  ", "\t", line)),
    "a line cut": of_line(lambda draw, line: line[:draw.randrange(len(line))] + "\n"),
    "a comment": of_line(lambda draw, line: "# " + line),
    "lines exchanged": lines_exchanged,
    "a block moved": block_moved,
}


def files_of(case):
    """The texts of a case by their paths; None: one is no text."""
    try:
        return {str(path.relative_to(case)): path.read_bytes().decode()
                for path in sorted(case.rglob("*")) if path.is_file() and path.name not in ("launches", "expected")}
    except UnicodeDecodeError:
        return None


def slip_in(draw, files):
    """(name of the slip, file, its new text)."""
    names = [name for name in files if name.endswith((".yaml", ".yml", ".py")) and files[name].strip()]
    for _ in range(ERRORS if names else 0):
        name, kind = draw.choice(names), draw.choice(list(SLIPS))
        text = SLIPS[kind](draw, files[name])
        if text is not None and text != files[name]:
            return kind, name, text
    return None


def typo(seed, number, known=[]):
    draw = random.Random(f"{seed}/{number}")
    known[:] = known or cases()
    while True:
        case = draw.choice(known)
        files = files_of(case)
        slip = slip_in(draw, files) if files else None
        if slip:
            kind, name, text = slip
            launches = (case / "launches").read_text().splitlines()
            return SimpleNamespace(files={**files, name: text}, launches=launches, areas={kind},
                                   title=f"{case.parent.name}/{case.name}, {name}: {kind}")
