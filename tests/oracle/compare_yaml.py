"""Compares dbtplan's reading of YAML with that of Dagster's loader: what one takes, the other takes, as the same values.

    python tests/oracle/compare_yaml.py --driver build/tests/oracle/yaml_driver [--count N] [--seed N] [FILE …]

Without a FILE: those of the recorded cases, the samples and the dbt projects here. Each is compared as it is, and then
COUNT texts in which one to three things are written otherwise (typos.py) or a sign that means something stands
somewhere. One thing that libyaml does otherwise than PyYAML is left out: a byte order mark within a text. The exit
status is 1 when any differ.
"""

import argparse
import random
import sys
from pathlib import Path

from dagster_shared.yaml_utils import parse_yamls_with_source_position

from compare_python import Driver
from typos import SLIPS

HERE = Path(__file__).resolve().parent
SIGNS = [": ", ":", "- ", "-", "?", "? ", "#", " #", "&a ", "*a", "!", "!!str ", "!!int ", "!x ", "|", "|-\n", ">+\n", "%", "@", "`", "'", '"', "''", '\\"', "\\",
         "\\x41", "\\u00e9", "{", "}", "[", "]", ",", ", ", "---\n", "--- ", "...\n", "\n", "\n\n", "\r\n", "\r", "\t", " ", "  ", "<<: ", "=", "~", "null", "yes", "No",
         "0o7", "017", "0x1F", "1_000", "12:30", "1e3", "1.", ".5", "-.inf", ".nan", "2024-01-01", "\u2028", "\u0085", "\u00a0", "é", "😀", "{{ a }}", "{% if %}"]


def files(given):
    if given:
        return given
    roots = [HERE, HERE.parent / "cases", HERE.parent / "corpus", HERE.parent.parent / "samples"]
    return sorted(path for root in roots for path in root.rglob("*.y*ml") if path.is_file())


def shown(value):
    if isinstance(value, dict):
        return "{" + ", ".join(f"{shown(key)}: {shown(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(shown(item) for item in value) + "]"
    return repr(value)


def dagster(text):
    try:
        return " --- ".join(shown(document.value) for document in parse_yamls_with_source_position(text))
    except Exception as error:  # Dagster fails with whatever PyYAML raises
        return f"refused {type(error).__name__}: {error}".replace("\n", " ")


def damaged(draw, texts):
    text = draw.choice(texts)
    for _ in range(draw.choice([1, 1, 2, 3])):
        if draw.random() < 0.5:
            place = draw.randrange(len(text) + 1)
            text = text[:place] + draw.choice(SIGNS) + text[place + draw.choice([0, 0, 1]):]
        else:
            text = SLIPS[draw.choice(list(SLIPS))](draw, text) or text
    return text


def same(expected, found):
    return found.startswith("refused") if expected.startswith("refused") else found == expected.replace("\n", " ").replace("\r", " ")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--driver", required=True)
    parser.add_argument("--count", type=int, default=20000)
    parser.add_argument("--seed", default="1")
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args()
    texts = set()
    for path in files(options.files):
        try:
            texts.add(path.read_bytes().decode())
        except UnicodeDecodeError:
            continue
    texts = sorted(text for text in texts if len(text) < 5000)
    draw, driver, wrong = random.Random(options.seed), Driver(options.driver), 0
    asked = texts + [damaged(draw, texts) for _ in range(options.count)]
    for text in asked:
        expected, found = dagster(text), driver.ask(text.encode("utf-8", "surrogatepass"))
        if not same(expected, found):
            wrong += 1
            print(f"{text!r}\n  expected {expected[:600]}\n  found    {found[:600]}")
    print(f"{len(asked) - wrong} passed, {wrong} failed")
    sys.exit(wrong > 0)


if __name__ == "__main__":
    main()
