"""Parses Python modules with ast.parse, or lists some of the standard library.

    modules.py LIST ROUNDS    the nanoseconds of each round over the files of LIST, one a line
    modules.py --list         the paths of modules to parse
"""

import ast
import pathlib
import sys
import sysconfig
import time

PACKAGES = ["asyncio", "concurrent", "ctypes", "email", "http", "importlib", "json", "logging", "multiprocessing", "unittest", "urllib", "xml"]


def nanoseconds(texts):
    start = time.perf_counter_ns()
    for text in texts:
        ast.parse(text)
    return time.perf_counter_ns() - start


def main(path, rounds="0"):
    if path == "--list":
        library = pathlib.Path(sysconfig.get_paths()["stdlib"])
        files = [*library.glob("*.py"), *(file for name in PACKAGES for file in (library / name).rglob("*.py"))]
        print(*sorted(file for file in files if "test" not in file.parts), sep="\n")
        return
    texts = [pathlib.Path(line).read_bytes() for line in pathlib.Path(path).read_text().splitlines()]
    for _ in range(int(rounds)):
        print(nanoseconds(texts))


main(*sys.argv[1:])
