"""Reads what lcov found (FOLDER/rooms.info), prints lines and branches of each room, and holds the list to it.

    python3 tests/coverage/report.py FOLDER LIST LEAST-LINES LEAST-BRANCHES

LIST names each line that no test runs, below the reason: a heading `== reason`, then one row a line: file, function and text,
with a tab between them. The text stands for the line, so that the list outlives what is written above it; equal lines of a
function are one row. Below a heading `~~ reason` stands what some runs of the tests reach and others do not, such as what
hangs on timing: such a row may be covered. Right is: each line that was not run has its row, and each row its line.
"""

import bisect
import collections
import pathlib
import sys

ROOMS = ["runtime/core", "runtime/value", "runtime/eval", "runtime/time", "runtime/plan", "runtime/emit", "runtime/process",
         "compiler/yaml", "compiler/parse", "compiler/dbt", "compiler/check", "compiler/cli", "compiler"]


class File:
    def __init__(self, path):
        self.path, self.functions, self.lines, self.branches = path, [], {}, []

    def function_at(self, line):
        at = bisect.bisect([start for start, _ in self.functions], line) - 1
        return self.functions[at][1] if at >= 0 else "-"


def read_tracefile(path):
    root, files = pathlib.Path.cwd(), []
    for record in path.read_text().splitlines():
        kind, _, rest = record.partition(":")
        parts = rest.split(",")
        if kind == "SF":
            files.append(File(str(pathlib.Path(rest).relative_to(root))))
        elif kind == "FN":
            files[-1].functions.append((int(parts[0]), parts[-1]))
        elif kind == "DA":
            files[-1].lines[int(parts[0])] = int(parts[1]) > 0
        elif kind == "BRDA":
            files[-1].branches.append((int(parts[0]), parts[3] not in ("-", "0")))
    for file in files:
        file.functions.sort()
    return sorted(files, key=lambda file: file.path)


def not_run(files):
    """The lines that no test ran: {row of the list: first place}."""
    rows = {}
    for file in files:
        text = pathlib.Path(file.path).read_text().split("\n")
        for line in sorted(line for line, run in file.lines.items() if not run):
            rows.setdefault((file.path, file.function_at(line), text[line - 1].strip()), line)
    return rows


def read_list(path):
    """{row: whether it may be covered}, and what is wrong with the list itself."""
    rows, wrong, loose = {}, [], None
    for line in path.read_text().splitlines():
        if line[:3] in ("== ", "~~ "):
            loose = line[0] == "~"
        elif line and line[0] != "#":
            row = tuple(line.split("\t", 2))
            if loose is None or len(row) != 3 or row in rows:
                wrong.append(f"no reason, no row, or there twice: {line}")
            else:
                rows[row] = loose
    return rows, wrong


def room_of(path):
    return next(room for room in ROOMS if path.startswith(room + "/"))


def share(part):
    return 100 * sum(part) / max(len(part), 1)


def print_table(files):
    lines, branches = collections.defaultdict(list), collections.defaultdict(list)
    for file in files:
        for room in (room_of(file.path), "all"):
            lines[room] += file.lines.values()
            branches[room] += [run for _, run in file.branches]
    print(f"{'':16}{'lines':>8}{'run':>9}{'branches':>12}{'run':>9}")
    for room in [*sorted(set(lines) - {"all"}), "all"]:
        print(f"{room:16}{len(lines[room]):8}{share(lines[room]):8.1f}%{len(branches[room]):12}{share(branches[room]):8.1f}%")
    return share(lines["all"]), share(branches["all"])


def write_places(folder, files, rows):
    with open(folder / "lines.txt", "w") as out:
        for (path, function, text), line in rows.items():
            print(f"{path}:{line}: {function}: {text}", file=out)
    with open(folder / "branches.txt", "w") as out:
        for file in files:
            text = pathlib.Path(file.path).read_text().split("\n")
            missed = collections.Counter(line for line, run in file.branches if not run)
            for line in sorted(missed):
                print(f"{file.path}:{line}: {missed[line]} of {sum(at == line for at, _ in file.branches)}: {text[line - 1].strip()}",
                      file=out)


def main():
    folder, listed_in = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    files = read_tracefile(folder / "rooms.info")
    rows, (listed, wrong) = not_run(files), read_list(listed_in)
    write_places(folder, files, rows)
    found = print_table(files)
    for name, share_run, least in zip(("lines", "branches"), found, map(float, sys.argv[3:5])):
        if share_run < least:
            wrong.append(f"{share_run:.2f}% of the {name} are run, not {least:g}%")
    wrong += [f"{rows[row]}: no test runs it, and no reason is given: " + "\t".join(row) for row in rows if row not in listed]
    wrong += ["a test runs it, or it is no more: " + "\t".join(row) for row, loose in listed.items() if row not in rows and not loose]
    for words in wrong:
        print(f"{listed_in}: {words}")
    sys.exit(bool(wrong))


main()
