"""Compares dbtplan with CPython on programs derived at random (derive_programs.py, and with --calls derive_calls.py).

usage: python compare_programs.py [--calls] [--driver FILE] [--count N] [--seed S] [--show N]

The type and value of the name `result`, or the exception with its text, must agree. What dbtplan does not evaluate is
"not verified": no disagreement, and counted by what stands in the way. A set is compared by what it holds, since CPython's
order follows hashes of texts. The exit status is 1 if a value or a verdict, or the type of an error, differs in more than
`--allow` of 10,000 programs; words of errors are counted beside.

Known to differ: the order in which a set's items come (a list made of one), a set looked for in a set, and what follows a
statement that is not evaluated.
"""

import argparse
import ast
import collections
import contextlib
import io
import itertools
import json
import os
import re
import resource
import signal
import subprocess
import sys
import time
import warnings

import derive_calls
import derive_programs

BATCH = 500


class TooSlow(BaseException):
    pass


def too_slow(*_):
    raise TooSlow


def plain(text):
    """Without addresses; what Python says of a suggestion stands outside the message."""
    return re.sub(r" at 0x[0-9a-f]+", "", text)


def outcome(program):
    names = {"__name__": "m"}
    signal.setitimer(signal.ITIMER_REAL, 2)
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(program, "m.py", "exec"), names)
        value = names["result"]
        return plain(f"= {type(value).__name__} {value!r}")
    except (TooSlow, MemoryError, RecursionError):
        return "too slow"
    except SyntaxError as error:
        return plain(f"! {type(error).__name__}: {error.msg}")
    except Exception as error:
        return plain(f"! {type(error).__name__}: {error}")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def driven(driver, programs):
    rows = "".join(json.dumps(program) + "\n" for program in programs)
    done = subprocess.run([driver], input=rows.encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    lines = done.stdout.decode("utf-8", "surrogatepass").splitlines()
    if done.returncode == 0 and len(lines) == len(programs):
        return [plain(json.loads(line)) for line in lines]
    if len(programs) == 1:
        return [f"crashed: {done.returncode} {done.stderr.decode(errors='replace')[-2000:]}"]
    half = len(programs) // 2
    return driven(driver, programs[:half]) + driven(driver, programs[half:])


def unordered(text):
    """A text whose sets stand in one order: its characters, sorted, where there is a set at all."""
    return "".join(sorted(text)) if re.search(r"(?<!\w)(frozenset\(|\{)[^:{}]*\}", text) else text


def verdict(expected, found):
    if found.startswith("stopped") or expected == "too slow":
        return "limit"
    if found.startswith(("! unsupported", "! unverified", "= Unknown", "= NoneType <unknown")):
        return "not verified"
    if expected == found or (expected[0] == found[0] and unordered(expected) == unordered(found)):
        return "same error" if expected[0] == "!" else "same value"
    if expected[0] != "!" or found[0] != "!":
        return "DIFFERENT"
    return "OTHER TYPE of error" if expected.split(":")[0] != found.split(":")[0] else "other words"


def pattern(kind, expected, found):
    """What disagreements of one cause have in common."""
    if kind == "not verified":
        return re.sub(r"\d+", "#", found)[:70]
    short = lambda text: re.sub(r"'[^']*'|\"[^\"]*\"|\d+", "~", text)[:60] if text[0] == "!" else "value"
    return short(expected), short(found)


def compare(options):
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    signal.signal(signal.SIGALRM, too_slow)
    warnings.simplefilter("ignore")
    counts, groups, source = collections.Counter(), {}, (derive_calls if options.calls else derive_programs).derivations(options.seed)
    for start in range(0, options.count, BATCH):
        programs = list(itertools.islice(source, min(BATCH, options.count - start)))
        for program, found in zip(programs, driven(options.driver, programs)):
            expected = outcome(program)
            kind = verdict(expected, found)
            counts[kind] += 1
            if kind.startswith(("same", "limit")):
                continue
            number, best = groups.get((kind, pattern(kind, expected, found)), (0, None))
            if best is None or len(program) < len(best[0]):
                best = (program, expected, found)
            groups[kind, pattern(kind, expected, found)] = number + 1, best
    return counts, groups


def shortened(driver, program, key):
    """The program without the statements that the disagreement does not need; the last one binds `result`."""
    try:
        body = ast.parse(program).body
    except SyntaxError:
        return program
    at = 0
    while at < len(body) - 1:
        less = body[:at] + body[at + 1 :]
        text = ast.unparse(ast.Module(less, [])) + "\n"
        expected, found = outcome(text), driven(driver, [text])[0]
        kind = verdict(expected, found)
        if (kind, pattern(kind, expected, found)) == key:
            body = less
        else:
            at += 1
    return ast.unparse(ast.Module(body, [])) + "\n"


def report(options, groups):
    order = ["DIFFERENT", "OTHER TYPE of error", "other words", "not verified"]
    rank = lambda item: (order.index(item[0][0]), -item[1][0])
    for (kind, what), (number, (program, _, found)) in sorted(groups.items(), key=rank)[: options.show]:
        if kind == "not verified":
            print(f"{kind}, {number} times: {what}")
            continue
        if not found.startswith("crashed"):
            program = shortened(options.driver, program, (kind, what))
        print(f"{kind}, {number} times\n" + "".join(f"    {line}\n" for line in program.splitlines()), end="")
        print(f"  expected {outcome(program)[:300]}\n  got      {driven(options.driver, [program])[0][:300]}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--driver", default=os.path.join(os.environ.get("BUILD", "build"), "tests/oracle/program_driver"))
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--calls", action="store_true", help="single calls (derive_calls.py) in place of programs")
    parser.add_argument("--show", type=int, default=40)
    parser.add_argument("--allow", type=float, default=0, help="differences for each 10,000 programs that are no failure")
    options = parser.parse_args()
    print("seed", options.seed, "Python", sys.version.split()[0], flush=True)
    counts, groups = compare(options)
    report(options, groups)
    print(", ".join(f"{number} {kind}" for kind, number in sorted(counts.items())))
    different, all_of_them = counts["DIFFERENT"] + counts["OTHER TYPE of error"], sum(counts.values())
    failed = different if different * 10000 > options.allow * all_of_them else 0
    print(f"{all_of_them - failed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
