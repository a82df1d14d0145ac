"""Compares dbtplan's parser of Python with CPython's compile(): what one takes, the other takes.

    python tests/oracle/compare_python.py --driver build/tests/oracle/python_driver [--mutations N] [--seed N] [FOLDER …]

Without a FOLDER: the standard library and the packages that this Python has. Each module is compared as it is, and then
N modules with a token, a line or an indentation damaged. A module that only a limit refuses counts apart. The exit status
is 1 when more than --allow differ; each difference is printed, and kept in --keep.
"""

import argparse
import collections
import os
import pathlib
import random
import re
import subprocess
import sys
import sysconfig
import warnings

import record_grammar

warnings.simplefilter("ignore")
TOKEN = re.compile(rb"\w+|\s+|[^\w\s]")
LINES = re.compile(rb"[^\n]*\n|[^\n]+$")
JUNK = [b"(", b")", b"[", b"]", b"{", b"}", b":", b",", b".", b"=", b":=", b"*", b"**", b"->", b"@", b"'", b'"', b"\\", b"#", b" ", b"\n", b"\t", b";", b"~",
        b" not ", b" in ", b" is ", b" if ", b" else ", b" for ", b" lambda ", b" yield ", b" await ", b" async ", b" return ", b" break\n", b" as ", b" and ",
        b" import ", b" from ", b" global x\n", b" nonlocal x\n", b" del ", b" with ", b" try:", b" except ", b" class ", b" def ", b" match ", b" case ", b" while ",
        b"1", b"0", b"1e", b"1_", b"f'{", b"}'", b"f'{x!r:>{w}}'", b"b'\xc3\xa9'", b"rb", b"\xc3\xa9", b"\xe2\x82\xac", b"None", b"True", b"__debug__", b"...",
        b"==", b"!=", b"<", b">>=", b"+", b"-", b"\x0c", b"\r", b"\r\n", b"\\\n", b"!", b"$", b"?"]


class Driver:
    def __init__(self, path, *options):
        self.process = subprocess.Popen([path, *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ask(self, text):
        self.process.stdin.write(b"%d\n" % len(text) + text)
        self.process.stdin.flush()
        return self.process.stdout.readline().decode("utf-8", "replace").rstrip("\n")


def cpython(text):
    """"ok", or the error of compile(); "limit …" where only a limit speaks."""
    try:
        compile(text, "module", "exec", dont_inherit=True)
    except (RecursionError, MemoryError) as error:
        return f"limit {type(error).__name__}"
    except (SyntaxError, ValueError, OverflowError) as error:
        message = getattr(error, "msg", str(error))
        return f"limit {message}" if "nested" in message and "f-string" not in message and "blocks" not in message else f"{type(error).__name__} {message}"
    return "ok"


def modules(folders):
    for folder in folders:
        path = pathlib.Path(folder)
        for file in [path] if path.is_file() else sorted(path.rglob("*.py")):
            try:
                yield file, file.read_bytes()
            except OSError:
                continue


def by_token(r, text):
    tokens = TOKEN.findall(text)
    if not tokens:
        return text
    at, other = r.randrange(len(tokens)), r.randrange(len(tokens))
    near = min(len(tokens) - 1, at + r.choice([1, 2, 3]))
    kind = r.randrange(6)
    if kind == 0:
        del tokens[at]
    elif kind == 1:
        tokens.insert(at, tokens[at])
    elif kind == 2:
        tokens[at], tokens[near] = tokens[near], tokens[at]
    elif kind == 3:
        tokens[at] = tokens[other]
    elif kind == 4:
        tokens.insert(at, r.choice(JUNK))
    else:
        tokens[at] = r.choice(JUNK)
    return b"".join(tokens)


def by_line(r, text):
    lines = LINES.findall(text)
    if not lines:
        return text
    at, other = r.randrange(len(lines)), r.randrange(len(lines))
    kind = r.randrange(6)
    if kind == 0:
        del lines[at]
    elif kind == 1:
        lines.insert(at, lines[at])
    elif kind == 2:
        lines.insert(at, lines[other])
    elif kind == 3:
        lines[at] = r.choice([b" ", b"\t", b"  ", b"    ", b"        ", b"\x0c"]) + lines[at]
    elif kind == 4:
        lines[at] = lines[at][r.choice([1, 2, 4]):] if lines[at][:1] in b" \t" else lines[at].lstrip()
    else:
        lines[at] = lines[at].rstrip(b"\n") + r.choice([b"", b"\\\n", b"\r", b"\r\n", b";\n", b":\n", b",\n"])
    return b"".join(lines)


def piece(r, text):
    """Some lines of a long module, at the outermost level, so that one mutation is not lost in thousands of lines."""
    lines = LINES.findall(text)
    starts = [i for i, line in enumerate(lines) if line[:1].isalpha() or line[:1] == b"@"] or [0]
    at = r.randrange(len(starts))
    end = starts[at + 12] if at + 12 < len(starts) else len(lines)
    return b"".join(lines[starts[at]:end][:120])


def mutations(r, texts, count):
    for _ in range(count):
        text = piece(r, r.choice(texts))
        for _ in range(r.choice([1, 1, 1, 2])):
            text = r.choice([by_token, by_token, by_line])(r, text)
        yield text


class Report:
    def __init__(self, keep):
        self.counts = collections.Counter()
        self.keep = keep

    def compare(self, name, text, ours, theirs):
        self.counts["compared"] += 1
        if theirs.startswith("limit") or "maximum recursion" in ours or "too many nested" in ours:
            self.counts["limits"] += 1
        elif (ours == "ok") != (theirs == "ok"):
            self.counts["differ"] += 1
            print(f"{name}\n  CPython: {theirs}\n  dbtplan: {ours}")
            if self.keep:
                os.makedirs(self.keep, exist_ok=True)
                pathlib.Path(self.keep, f"{self.counts['differ']:04}.py").write_bytes(text)
        else:
            self.counts["taken" if ours == "ok" else "refused"] += 1


def same_tree(ours, text):
    """Whether the tree of a module that both take is CPython's. Characters by their names are no part of dbtplan's."""
    if b"\\N{" in text:
        return True
    theirs = record_grammar.module_tree(text)
    for a, b in (("\n", " "), ("\r", " ")):
        theirs = theirs.replace(a, b)
    return ours == ("ok " + theirs).rstrip()


def installed():
    paths = sysconfig.get_paths()
    return [paths["stdlib"], paths["purelib"]]


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--driver", required=True)
    options.add_argument("--mutations", type=int, default=20000)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--every", type=int, default=1, help="of the modules, one in so many")
    options.add_argument("--allow", type=int, default=0)
    options.add_argument("--keep")
    options.add_argument("--trees", action="store_true", help="compare the trees of modules, too")
    options.add_argument("--patterns", action="store_true", help="compare the two ways to find a lexeme, too")
    options.add_argument("folders", nargs="*")
    given = options.parse_args()
    driver = Driver(given.driver)
    patterns = Driver(given.driver, "--patterns") if given.patterns else None
    trees = Driver(given.driver, "--tree") if given.trees else None
    report, texts = Report(given.keep), []
    sys.setrecursionlimit(20000)
    for number, (file, text) in enumerate(modules(given.folders or installed())):
        if number % given.every:
            continue
        report.compare(file, text, driver.ask(text), cpython(text))
        if 0 < len(text) < 200000:
            texts.append(text)
        if trees and cpython(text) == "ok" and driver.ask(text) == "ok" and not same_tree(trees.ask(text), text):
            print(f"{file}: the trees differ")
            report.counts["differ"] += 1
        if patterns and text.isascii() and patterns.ask(text) != "ok":
            print(f"{file}: the two ways to find a lexeme differ")
            report.counts["differ"] += 1
    print(dict(report.counts), "modules as they are")
    r = random.Random(given.seed)
    for number, text in enumerate(mutations(r, texts, given.mutations)):
        report.compare(f"mutation {number} of seed {given.seed}", text, driver.ask(text), cpython(text))
    print(dict(report.counts))
    return report.counts["differ"] > given.allow


if __name__ == "__main__":
    sys.exit(main())
