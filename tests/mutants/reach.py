"""Which tests reach which line: to a test that never does, a mutant of the line is the program as it is.

The library is built once more, with a mark made at the entry of each basic block (reached.c), and each test runs once with that
one. What came of it is kept until the library or the test changes.
"""
import bisect
import hashlib
import json
import os
import re
import resource
import subprocess


def blocks_of(library, root):
    """{offset of a mark in the library: (path, line)}."""
    code = subprocess.run(["objdump", "-d", "--no-show-raw-insn", library], capture_output=True, text=True, check=True).stdout
    # What is marked is where the call of the marker returns to.
    offsets = re.findall(r"call +[0-9a-f]+ <__sanitizer_cov_trace_pc.*\n(?:\n.*\n)? +([0-9a-f]+):", code)
    # The call is of the block; what follows it may be of the next line.
    before = "\n".join(hex(int(word, 16) - 1) for word in offsets)
    told = subprocess.run(["addr2line", "-e", library], input=before, capture_output=True, text=True, check=True).stdout
    for offset, place in zip(offsets, told.split("\n")):
        match = re.match(rf"{re.escape(root)}/((?:runtime|compiler)/\S+\.c):([0-9]+)", place)
        if match:
            yield int(offset, 16), (match[1], int(match[2]))


def marked(marks):
    at = marks.find(1)
    while at >= 0:
        yield at
        at = marks.find(1, at + 1)


def seconds_used():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def in_function(path, line):
    """Whether a line is code: what stands above it in the first column, as the formatter puts it, is the head of a function."""
    with open(path, encoding="utf-8") as file:
        lines = file.read().split("\n")
    head = next((text for text in reversed(lines[:line]) if text[:1] not in ("", " ", "}", "\t")), "")
    return bool(re.match(r"[^=]*\(", head))


class Reach:
    """Of each test: `seconds` it takes, and `reached`, a bit a line that a block begins in."""

    def __init__(self, library, root):
        self.root, self.kept_in = root, library + ".json"
        blocks = dict(blocks_of(library, root))
        self.bits = {place: 1 << number for number, place in enumerate(sorted(set(blocks.values())))}
        self.at = {offset: self.bits[place] for offset, place in blocks.items()}
        self.lines = {}
        for path, line in self.bits:
            self.lines.setdefault(path, []).append(line)
        self.size = max(self.at) + 1
        with open(library, "rb") as file:
            self.library = hashlib.sha256(file.read()).hexdigest()
        self.kept, self.seconds_once = {}, {}
        if os.path.exists(self.kept_in):
            kept = json.load(open(self.kept_in))
            self.kept = kept["tests"] if kept["library"] == self.library else {}
            self.seconds_once = {name: test["seconds"] for name, test in kept["tests"].items()}

    def keep(self):
        slow = {name: {"stamp": 0, "seconds": took} for name, took in self.seconds_once.items()}
        with open(self.kept_in, "w") as file:
            json.dump({"library": self.library, "tests": {**slow, **self.kept}}, file)

    def took(self, test):
        """The seconds that a test took in some run before, of another library perhaps; 0 of one that is not known."""
        return self.seconds_once.get(test.name, 0)

    def watch(self, test, home, env):
        """What is kept of a test; None: it fails on the program as it is."""
        kept, stamp = self.kept.get(test.name), test.stamp()
        if kept and kept["stamp"] == stamp:
            return kept
        start, marks = seconds_used(), f"{home}/marks"
        with open(marks, "wb") as file:
            file.truncate(self.size)
        if not test.run(home, dict(env, MUTANTS_REACHED=marks)):
            return None
        used, reached = seconds_used() - start, 0
        with open(marks, "rb") as file:
            for offset in marked(file.read()):
                reached |= self.at.get(offset, 0)
        return {"stamp": stamp, "seconds": used, "reached": f"{reached:x}", "wanted": test.wanted}

    def learn(self, test, kept):
        self.kept[test.name] = kept
        test.seconds, test.reached, test.wanted = kept["seconds"], int(kept["reached"], 16), kept["wanted"]

    def bits_at(self, path, line):
        """Those of the blocks that may hold a line: they begin in it, or in the last one above that any begins in. 0 of a table."""
        lines = self.lines.get(path, [])
        if not lines or not in_function(f"{self.root}/{path}", line):
            return 0
        last = bisect.bisect_left(lines, line)
        near = {*lines[max(0, last - 1) : last], *lines[last : bisect.bisect_right(lines, line)]}
        return sum(self.bits[path, at] for at in near)

    def bits_of(self, path):
        return sum(self.bits[path, line] for line in self.lines.get(path, []))
