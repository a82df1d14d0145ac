"""Compares dbtplan with the real Jinja2 on templates derived from the grammar (derive.py).

usage: python compare.py [--driver FILE] [--count N] [--minutes M] [--seed S] [--show N] [--record FILE] [--allow N]

Value, type and acceptance must agree; the type and words of errors are counted beside. What dbtplan stops at a limit is not
given to Python, which has none. Disagreements are grouped; `--record FILE` appends the shortest of each group as a case
(record_expressions.py). The exit status is 1 if a value or a verdict differs in more than `--allow` of 10,000 templates.

Known to differ: the views of a dict are no live ones, and what prints an object's address prints none; a slice of a constant that
cannot be sliced is undefined only in what a filter gets. What is refused by name (`dict['a']`, a range beyond 64 bits, an
encoding) is counted apart.
"""
import argparse
import datetime
import itertools
import json
import os
import pathlib
import re
import resource
import signal
import subprocess
import sys
import time
import warnings
import zoneinfo

import jinja2.nativetypes

from derive import derivations

BATCH = 1000


DatetimeScope = type("DatetimeScope", (), {"datetime": datetime.datetime, "timedelta": datetime.timedelta})
DatetimeScope.__module__ = "dagster.components.resolved.scopes"
ENVIRONMENT = jinja2.nativetypes.NativeEnvironment()
ZONES = pathlib.Path(__file__).resolve().parent.parent / "zones"
zoneinfo.reset_tzpath([str(ZONES)])


class TooSlow(BaseException):
    pass


def too_slow(*_):
    raise TooSlow


def anonymous(text):
    """A text without addresses, and without the names of Jinja2's own generator functions."""
    return re.sub(r"(<|&lt;)generator object \w+(>|&gt;)", r"\1generator object\2", re.sub(r" at 0x[0-9a-f]+", "", text))


def shown(value):
    return anonymous(repr(value))


def rendered(template, context):
    """What the real Jinja2 makes of it, in the words of the driver."""
    names = json.loads(json.dumps(context))
    names["datetime"] = DatetimeScope()
    names |= {"timezone": datetime.timezone, "ZoneInfo": zoneinfo.ZoneInfo}
    signal.setitimer(signal.ITIMER_REAL, 3)
    try:
        return "= " + shown(ENVIRONMENT.from_string(template).render(names))
    except TooSlow:
        return "too slow"
    except (MemoryError, RecursionError) as error:
        return "too large: " + type(error).__name__
    except Exception as error:
        return f"! {type_name(error)}: {words(error)}"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def type_name(error):
    """As grammar/exceptions.def has it."""
    kind = type(error)
    return kind.__name__ if not kind.__module__.startswith("zoneinfo") else f"{kind.__module__}.{kind.__name__}"


def words(error):
    """The message, without what comes from the Python code that Jinja2 makes: its line, and the prefix of its names."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return error.message
    return re.sub(r"'l_\d+_", "'", re.sub(r" \(<template>, line \d+\)$", "", anonymous(str(error))))


def driven(driver, pairs):
    """The outcomes of the driver; one that crashes it is named as such."""
    rows = "".join(f"{json.dumps(context)}\t{json.dumps(template)}\n" for context, template in pairs)
    done = subprocess.run([driver], input=rows.encode(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    lines = done.stdout.decode("utf-8", "surrogatepass").splitlines()
    if done.returncode == 0 and len(lines) == len(pairs):
        return [anonymous(json.loads(line)) for line in lines]
    if len(pairs) == 1:
        return [f"crashed: {done.returncode} {done.stderr.decode(errors='replace')[-2000:]}"]
    half = len(pairs) // 2
    return driven(driver, pairs[:half]) + driven(driver, pairs[half:])


def verdict(expected, found):
    """The class of a comparison."""
    if found.startswith("stopped"):
        return "limit"
    if expected.startswith("too "):
        return "limit of Python"
    if expected == found:
        return "same error" if expected[0] == "!" else "same value"
    if found.startswith("! unsupported"):
        return "refused"
    if expected[0] != "!" or found[0] != "!":
        return "DIFFERENT"
    return "other type of error" if expected.split(":")[0] != found.split(":")[0] else "other words"


def pattern(expected, found):
    """What disagreements of one cause have in common."""
    plain = lambda text: re.sub(r"'[^']*'|\"[^\"]*\"|\d+", "~", text)[:70]
    kind = lambda text: plain(text) if text[0] == "!" else text[:1] + " " + ("text" if text[2:3] in "'\"" else "other")
    if found.startswith("! unsupported"):
        return "", found[:60]
    return kind(expected), kind(found)


def compare(options):
    resource.setrlimit(resource.RLIMIT_AS, (4 << 30, 4 << 30))
    signal.signal(signal.SIGALRM, too_slow)
    warnings.simplefilter("ignore")
    counts, groups = {}, {}
    end = time.monotonic() + 60 * options.minutes if options.minutes else None
    source = derivations(options.seed)
    done = 0
    while done < options.count and not (end and time.monotonic() > end):
        pairs = list(itertools.islice(source, min(BATCH, options.count - done)))
        for (context, template), found in zip(pairs, driven(options.driver, pairs)):
            expected = "skipped" if found.startswith("stopped") else rendered(template, context)
            kind = verdict(expected, found)
            counts[kind] = counts.get(kind, 0) + 1
            if not kind.startswith(("same", "limit")):
                note(groups, (kind, *pattern(expected, found)), context, template, expected, found)
        done += len(pairs)
    return counts, groups


def note(groups, key, context, template, expected, found):
    number, best = groups.get(key, (0, None))
    if best is None or len(template) < len(best[1]):
        best = (context, template, expected, found)
    groups[key] = number + 1, best


def used(context, template):
    return {name: value for name, value in context.items() if re.search(rf"\b{name}\b", template)}


def report(groups, show):
    order = {"DIFFERENT": 0, "refused": 1, "other type of error": 2, "other words": 3}
    for (kind, *_), (number, (context, template, expected, found)) in sorted(groups.items(), key=lambda item: (order[item[0][0]], -item[1][0]))[:show]:
        print(f"{kind}, {number} times\n  {template!r}\n  in       {json.dumps(used(context, template), ensure_ascii=False)}")
        print(f"  expected {expected[:300]!r}\n  got      {found[:300]!r}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--driver", default=os.path.join(os.environ.get("BUILD", "build"), "tests/oracle/driver"))
    parser.add_argument("--count", type=int, default=20000)
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--show", type=int, default=40)
    parser.add_argument("--record")
    parser.add_argument("--allow", type=float, default=0, help="differences for each 10,000 templates that are no failure")
    options = parser.parse_args()
    print("seed", options.seed, "jinja2", jinja2.__version__, "Python", sys.version.split()[0], flush=True)
    counts, groups = compare(options)
    report(groups, options.show)
    if options.record:
        with open(options.record, "a", encoding="ascii") as file:
            for _, (context, template, expected, _) in groups.values():
                file.write("\t".join(["derived", json.dumps(used(context, template)), json.dumps(template), json.dumps(expected)]) + "\n")
    print(", ".join(f"{number} {kind}" for kind, number in sorted(counts.items())))
    different, all_of_them = counts.get("DIFFERENT", 0), sum(counts.values())
    failed = different if different * 10000 > options.allow * all_of_them else 0
    print(f"{all_of_them - failed} passed, {failed} failed")
    sys.exit(failed > 0)


if __name__ == "__main__":
    main()
