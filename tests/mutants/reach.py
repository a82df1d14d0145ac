"""Which tests enter which function: to a test that never does, a mutant of the function is the program as it is.

The library is built once more, with a mark made at each function's entry (reached.c), and each test runs once with that one.
What came of it is kept until the library or the test changes.
"""
import bisect
import hashlib
import json
import os
import re
import resource
import subprocess


class Function:
    def __init__(self, path, first, last, offset):
        self.path, self.first, self.last, self.offset = path, first, last, offset


def end_of(lines, first):
    """The line of the brace that closes a function, which the formatter puts in the first column."""
    if not lines[first - 1].rstrip().endswith(("{", ",")):
        return first
    return next((i for i, line in enumerate(lines[first:], first + 1) if line.startswith("}")), first)


def functions_of(library, root):
    symbols = subprocess.run(["nm", library], capture_output=True, text=True, check=True).stdout
    offsets = sorted({int(word, 16) for word in re.findall(r"^([0-9a-f]+) [tT] ", symbols, re.M)})
    told = subprocess.run(["addr2line", "-e", library], input="\n".join(map(hex, offsets)), capture_output=True, text=True, check=True).stdout
    texts = {}
    for offset, place in zip(offsets, told.split("\n")):
        match = re.fullmatch(rf"{re.escape(root)}/((?:runtime|compiler)/\S+\.c):([0-9]+)( .*)?", place)
        if not match:
            continue
        path, line = match[1], int(match[2])
        if path not in texts:
            texts[path] = open(f"{root}/{path}", encoding="utf-8").read().split("\n")
        yield Function(path, line, end_of(texts[path], line), offset)


def marked(marks):
    at = marks.find(1)
    while at >= 0:
        yield at
        at = marks.find(1, at + 1)


def seconds_used():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Reach:
    """Of each test: `seconds` it takes, and `reached`, a bit a function."""

    def __init__(self, library, root):
        self.kept_in = library + ".json"
        self.by_path, self.bits = {}, {}
        for function in sorted(functions_of(library, root), key=lambda function: function.first):
            self.by_path.setdefault(function.path, []).append(function)
            self.bits[function.offset] = 1 << len(self.bits)
        self.size = max(self.bits) + 1
        with open(library, "rb") as file:
            self.library = hashlib.sha256(file.read()).hexdigest()
        self.kept = {}
        if os.path.exists(self.kept_in):
            kept = json.load(open(self.kept_in))
            self.kept = kept["tests"] if kept["library"] == self.library else {}

    def keep(self):
        with open(self.kept_in, "w") as file:
            json.dump({"library": self.library, "tests": self.kept}, file)

    def watch(self, test, home, env):
        """Whether the test passes on the program as it is."""
        stamp = test.stamp()
        kept = self.kept.get(test.name)
        if not kept or kept["stamp"] != stamp:
            start, marks = seconds_used(), f"{home}/marks"
            with open(marks, "wb") as file:
                file.truncate(self.size)
            if not test.run(home, dict(env, MUTANTS_REACHED=marks)):
                return False
            with open(marks, "rb") as file:
                reached = sum(self.bits.get(offset, 0) for offset in marked(file.read()))
            kept = {"stamp": stamp, "seconds": seconds_used() - start, "reached": f"{reached:x}", "wanted": test.wanted}
            self.kept[test.name] = kept
        test.seconds, test.reached, test.wanted = kept["seconds"], int(kept["reached"], 16), kept["wanted"]
        return True

    def bit_at(self, path, line):
        """That of the function which holds a line; 0 outside of functions."""
        functions = self.by_path.get(path, [])
        at = bisect.bisect_right([function.first for function in functions], line) - 1
        return self.bits[functions[at].offset] if at >= 0 and line <= functions[at].last else 0

    def bits_of(self, path):
        return sum(self.bits[function.offset] for function in self.by_path.get(path, []))
