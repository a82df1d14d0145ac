"""Compares dbtplan's schedules with the real Dagster's: which texts are accepted, and the ticks around changes of the clock.

usage: python compare_cron.py [--driver FILE] [--texts N] [--draws N] [--seed S] [--show N]

Texts are derived from grammar/cron.ebnf, and some of them damaged. A draw is a schedule, a zone and a start; every zone is drawn
once before one is drawn again. Of each draw dbtplan's ticks must be those of Dagster's forward iteration; the last tick before
an instant and the number of ticks must fit them. The exit status is 1 if anything differs that is not known to.

Known to differ, and counted: random fields, which dbtplan refuses; ticks of days that a zone leaves out, as dbtplan does; ticks
that depend on the start, where an earlier start gives those of dbtplan; schedules for which Dagster raises. Where Dagster's own
reverse iteration finds another tick than its forward one, dbtplan goes with the forward one.
"""
import argparse
import collections
import os
import random
import subprocess
import sys

from schedules import DAY, Draw, backward, changes_of, forward, instant_of, is_random, is_valid, on_days_that_exist, pin_clock, zones

TICKS = 45


def driven(driver, questions):
    rows = "".join("\t".join(map(str, question)) + "\n" for question in questions)
    done = subprocess.run([driver], input=rows.encode(), stdout=subprocess.PIPE, check=True)
    answers = done.stdout.decode().splitlines()
    assert len(answers) == len(questions), (len(answers), len(questions))
    return answers


class Report:
    def __init__(self):
        self.counts = collections.Counter()
        self.examples = collections.defaultdict(list)

    def note(self, verdict, *example):
        self.counts[verdict] += 1
        self.examples[verdict].append(example)

    def show(self, most):
        for verdict, examples in sorted(self.examples.items()):
            if not verdict.startswith("same"):
                print(f"{verdict}: {len(examples)}")
                for example in examples[:most]:
                    print("   ", *example, sep="\n      ")
        print(", ".join(f"{count} {verdict}" for verdict, count in sorted(self.counts.items())))
        failed = sum(count for verdict, count in self.counts.items() if verdict.startswith("DIFFERENT"))
        print(f"{sum(self.counts.values()) - failed} passed, {failed} failed")
        return failed


# ---- texts ----


def refused_beyond_grammar(text):
    """What the comment of cron.ebnf says."""
    days, months, weekdays = text.lower().split()[2:]
    mixed = "," in weekdays and ("#" in weekdays or "l" in weekdays)
    return mixed or ("3" in days and ("2" in months or "feb" in months))


def compare_texts(options, report):
    draw = Draw(options.seed)
    derived = [draw.sentence() for _ in range(options.texts // 3)]
    texts = derived + [draw.damaged(draw.sentence()) for _ in range(options.texts - len(derived))]
    texts = [text for text in texts if "\t" not in text]
    for text in derived:
        if is_valid(text) != "1" and not refused_beyond_grammar(text):
            report.note("DIFFERENT from the grammar", repr(text))
    for text, found in zip(texts, driven(options.driver, [("valid", text) for text in texts])):
        expected = is_valid(text)
        if expected == found:
            report.note("same verdict: " + ("accepted" if found == "1" else "refused"))
        elif is_random(text) and found == "0":
            report.note("random, refused")
        else:
            report.note("DIFFERENT verdict", repr(text), f"expected {expected}, got {found}")


# ---- ticks ----


def judged(draw, expected, error, found):
    text, zone, start = draw
    if error:
        return f"Dagster raises {error}"
    if expected == found:
        return "same ticks"
    if on_days_that_exist(expected, zone) == found[:len(on_days_that_exist(expected, zone))]:
        return "days that do not exist, left out"
    earlier = [tick for tick in forward(text, zone, start - 4 * DAY, 8 * TICKS)[0] if instant_of(tick) >= start]
    if len(earlier) >= TICKS and earlier[:TICKS] == found:
        return "Dagster's ticks depend on the start"
    return "DIFFERENT ticks"


def first_difference(expected, found):
    at = next((i for i, pair in enumerate(zip(expected, found)) if pair[0] != pair[1]), min(len(expected), len(found)))
    return f"at {at}: expected {expected[max(0, at - 1):at + 3]}", f"got {found[max(0, at - 1):at + 3]}"


def draws(options):
    draw, names = Draw(options.seed + 1), zones()
    changes = {name: changes_of(name) for name in names}
    for i in range(options.draws):
        name = names[i % len(names)]
        yield draw.schedule(), name, draw.start(changes[name])


def compare_ticks(options, report):
    drawn = list(draws(options))
    answers = driven(options.driver, [("ticks", text, zone, start, TICKS) for text, zone, start in drawn])
    for (text, zone, start), answer in zip(drawn, answers):
        found = answer.split()
        expected, error = forward(text, zone, start, TICKS)
        verdict = judged((text, zone, start), expected, error, found)
        report.note(verdict, repr(text), zone, start, error, *first_difference(expected, found))
        if len(found) == TICKS:
            yield text, zone, start, [instant_of(tick) for tick in found]


# ---- the last one, how many, and other starts: by the ticks found ----


def questions_of(rng, text, zone, start, ticks):
    at = rng.choice([rng.choice(ticks), rng.choice(ticks) + rng.choice([-1, 1, 60, 1800, 5400]), rng.randint(start, ticks[-1])])
    at = min(max(at, start), ticks[-1])
    yield ("floor", text, zone, start, at), tuple(max((tick for tick in ticks if tick < at + extra), default=None) for extra in (0, 1))
    low, high = sorted((rng.choice([start, at, rng.choice(ticks)]), rng.randint(start, ticks[-1])))
    yield ("count", text, zone, start, low, high), sum(low <= tick < high for tick in ticks)


def compare_the_rest(options, report, checked):
    rng = random.Random(options.seed)
    asked = [question for draw in checked for question in questions_of(rng, *draw)]
    for (question, expected), answer in zip(asked, driven(options.driver, [question for question, _ in asked])):
        if question[0] == "count":
            report.note("same count" if answer == str(expected) else "DIFFERENT count", *question, f"expected {expected}, got {answer}")
        elif all(want is None or got == str(want) for want, got in zip(expected, answer.split())):
            reverse = backward(question[1], question[2], question[4])
            same = answer.split()[1] == reverse
            report.note("same floor" if same else "Dagster's reverse iteration finds another", *question, f"{reverse}, forward {answer}")
        else:
            report.note("DIFFERENT floor", *question, f"expected {expected}, got {answer}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--driver", default=os.path.join(os.environ.get("BUILD", "build"), "tests/oracle/cron"))
    parser.add_argument("--texts", type=int, default=20000)
    parser.add_argument("--draws", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=5)
    options = parser.parse_args()
    pin_clock()
    report = Report()
    compare_texts(options, report)
    compare_the_rest(options, report, list(compare_ticks(options, report)))
    sys.exit(report.show(options.show) > 0)


if __name__ == "__main__":
    main()
