"""Changes the program in one place at a time and expects a test to fail.

    python3 tests/mutants/run.py [--count 300] [--seed 1] [--jobs 2] [--least 90] [--longest 60]
                                 [--only 'runtime/time/cron*.c[:LINE]'] [--no-sanitizers] [--list]

Which places is drawn by the seed, so many from each area; of the files of `--only`, all places, or as many as `--count`
says. The library is built once as a shared one; a mutant is one file compiled anew (of a table all that include it) and
that library linked again. Tests are the programs of tests/unit, the fuzzers over what is kept for them, what asks the
program, and what is drawn and put to the real ones (replays.py). A mutant is shown to those that reach its line
(reach.py), of a table to those that reach its file and to all programs, of one in grammar/ to all: first to the ones
that killed others of that file, then from the cheapest on, by the time that each takes and how many it has killed; of a
table programs before the rest. The first that fails while it passes on the code as it is has killed it. What survives is shown once more to the unit tests, the
fuzzers and the quick replays, as many as take a few minutes, in a build with both sanitizers, as `make check` has it: a
step beyond the end of an array is seen by these alone. One that compiles to the same code or does not compile is none;
one that tests/mutants/equivalent lists, with the reason, is one that cannot be told. Survivors are printed; fewer
killed than `least` in a hundred fails.
"""
import argparse
import functools
import glob
import itertools
import multiprocessing.connection
import os
import queue
import random
import re
import resource
import shutil
import subprocess
import sys
import threading
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from reach import Reach  # noqa: E402
from replays import DRAWN, Part, limit_time, replays  # noqa: E402
from sites import mutations  # noqa: E402

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
HOME = "build/mutants"
PLAIN = ["CFLAGS=-O1 -g0 -fPIC -w", "HARDENING="]
WATCHED = ["CFLAGS=-O0 -g1 -gdwarf-4 -fPIC -w -fsanitize-coverage=trace-pc", "HARDENING="]
SANITIZERS = "address,undefined"
SANITIZED = ["CFLAGS=-O1 -g0 -fPIC -w", f"SANITIZE={SANITIZERS}"]
# The part of the mutants that each area gets, and its files.
AREAS = [
    ("evaluator", 26, "runtime/eval/*.c"),
    ("values", 26, "runtime/value/*.c"),
    ("partitions", 18, "runtime/time/*.c"),
    ("plan", 8, "runtime/plan/*.c"),
    ("quoting", 6, "runtime/emit/quote.c"),
    ("emitters", 6, "runtime/emit/*.c"),
    ("parsers", 8, "compiler/parse/*.c"),
    ("tables", 2, "grammar/*.def"),
]
# Data of others, of which tests hold a sample; the words of messages; rows that most files are compiled with.
LEFT_OUT = {"entities.def", "encoding_names.def", "dagster_names.def", "library_names.def", "diag.def", "dbt_fusion.def", "dbt_macros.def",
            "dbt_node_keys.def", "dbt_component.def", "dagster_homes.def", "foreign_names.def"}  # fmt: skip
MEMORY = 6 << 30
# Seconds that it takes to ask any test.
ASKING = 0.01
# What a replay may take, in seconds without sanitizers, to be asked with them; how many are; and what programs may take altogether.
QUICK, MOST_SANITIZED, LONG_SANITIZED = 0.5, 300, 120
# What becomes of a mutant that no test kills.
OTHER_ENDS = ["survived", "equivalent", "same code", "not compiled"]


def sh(command, **more):
    return subprocess.run(command, shell=isinstance(command, str), cwd=ROOT, **more)


@functools.lru_cache(maxsize=None)
def tables():
    return glob.glob(f"{ROOT}/tests/oracle/**/*.tsv", recursive=True)


class Unit:
    """A program of unit tests, or the one of its tests that `only` names."""

    def __init__(self, source, program, only="", seconds=0.0):
        self.name = os.path.basename(source)[:-2] + (only and f":{only}")
        self.source, self.program, self.only, self.seconds, self.wanted = source, program, only, seconds, None

    def stamp(self):
        """Another one when it has changed, or a table that it replays may have."""
        return max(os.stat(path).st_mtime_ns for path in [f"{ROOT}/{self.program}", *tables()])

    def command(self):
        return [self.program, *([self.only] if self.only else [])]

    def run(self, home, env):
        process = subprocess.Popen(self.command(), cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            limit_time(process, self.seconds)
            return process.wait(timeout=300) == 0
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            return False


def names_of_tests(source):
    """Of a program that runs the test that it is given the name of: so each is shown alone to the mutants that it reaches."""
    with open(f"{ROOT}/{source}", encoding="utf-8") as file:
        text = file.read()
    if "cmocka_set_test_filter" not in text:
        return [""]
    names = re.findall(r"\b(?:AREA|cmocka_unit_test)\((\w+)", text)
    return [name for name in names if name != "area"]  # that of the macro


class Fuzzer(Unit):
    """A fuzzer's inputs, those that are kept and those that it would start from."""

    def command(self):
        seeds = f"{HOME}/seeds/{self.name}"
        return [self.program, *sorted(path for path in glob.glob(f"{seeds}/**", recursive=True) if os.path.isfile(path))]


# ---- the build that mutants are made from ----


class Base:
    """Objects, the shared library of them, and the test programs that are linked with it."""

    def __init__(self, place, options, jobs):
        self.place, self.options = f"{HOME}/{place}", options
        self.make(self.place, options, jobs, ["all"])
        # By their sources: a build folder may hold objects of files that are gone.
        sources = [path for folder in ("compiler", "runtime") for path in glob.glob(f"{folder}/**/*.c", root_dir=ROOT, recursive=True)]
        self.objects = [f"{self.place}/texts_data.o", *(f"{self.place}/{path[:-2]}.o" for path in sorted(sources))]
        self.compile = self.command_of("runtime/core/str.c")
        self.libraries = sh("pkg-config --libs libpcre2-8 libutf8proc yaml-0.1 cmocka", capture_output=True, text=True)
        self.libraries = self.libraries.stdout.split() + ["-lm"]
        self.libraries += [f"-fsanitize={SANITIZERS}"] if options is SANITIZED else []
        self.main = f"{self.place}/compiler/cli/main.o"
        self.link_library({}, f"{self.place}/libdbtplan.so", check=True)
        self.link_program(self.main, f"{self.place}/dbtplan")
        self.tests = []
        for source in sorted(glob.glob("tests/unit/test_*.c", root_dir=ROOT)):
            program = self.program(source, "tests/unit")
            self.tests += [Unit(source, program, name) for name in names_of_tests(source)]
        self.tests += self.fuzzers()
        for drawn in DRAWN:
            self.program(f"tests/oracle/{drawn.driver}.c", "drivers")

    def program(self, source, folder, more=()):
        """A program of that name in a folder of the place, linked where it is not there or old."""
        os.makedirs(f"{ROOT}/{self.place}/{folder}", exist_ok=True)
        program = f"{self.place}/{folder}/{os.path.basename(source)[:-2]}"
        if self.is_old(program, source):
            self.link_program(source, program, more=more)
        return program

    def fuzzers(self):
        names = sh(["sh", "tests/fuzz/targets"], capture_output=True, text=True).stdout.split()
        for name in names:
            source, seeds = f"tests/fuzz/{name}.c", f"{HOME}/seeds/{name}"
            program = self.program(source, "tests/fuzz", more=["tests/fuzz/entry.c", "tests/fuzz/replay.c"])
            if not os.path.isdir(f"{ROOT}/{seeds}"):
                sh(["sh", "tests/fuzz/seeds", name, seeds], check=True, stdout=subprocess.DEVNULL)
            yield Fuzzer(source, program)

    def make(self, place, options, jobs, targets):
        sh(["make", "-s", f"-j{jobs}", f"BUILD={place}", "STATIC=", *options, *targets], check=True, stdout=subprocess.DEVNULL)

    def watched(self, jobs):
        """The library that marks which lines are reached, of the files that have mutants."""
        sources = {path for _, _, pattern in AREAS for path in glob.glob(pattern, root_dir=ROOT) if path.endswith(".c")}
        watched = {f"{self.place}/{path[:-2]}.o": f"{HOME}/watched/{path[:-2]}.o" for path in sorted(sources)}
        self.make(f"{HOME}/watched", WATCHED, jobs, watched.values())
        marker = f"{HOME}/watched/reached.o"
        sh(["cc", "-O1", "-fPIC", "-c", "-o", marker, "tests/mutants/reached.c"], check=True)
        self.link_library(watched, f"{HOME}/watched/libdbtplan.so", check=True, more=[marker])
        return Reach(f"{ROOT}/{HOME}/watched/libdbtplan.so", ROOT)

    def is_old(self, program, source):
        """It has what it is tested with from the shared library: only what it is compiled from counts."""
        rules = f"{ROOT}/{program}.d"
        needs = [source, *self.objects]
        if os.path.exists(rules):
            needs = re.split(r"[\s\\]+", open(rules).read().split(":", 1)[1].strip())
        paths = [f"{ROOT}/{program}", *(f"{ROOT}/{path}" for path in needs)]
        return not all(map(os.path.exists, paths)) or os.path.getmtime(paths[0]) < max(map(os.path.getmtime, paths[1:]))

    def command_of(self, source):
        words = ["make", "-n", "-B", "V=1", f"BUILD={self.place}", "STATIC=", *self.options, f"{self.place}/{source[:-2]}.o"]
        made = sh(words, capture_output=True, text=True).stdout
        words = next(line for line in made.split("\n") if line.endswith(source)).split()
        return [word for word in words[: words.index("-c")] if word not in ("-MMD", "-MP")]

    def link_library(self, instead, out, check=False, more=()):
        """`instead`: objects that take the place of others."""
        objects = [instead.get(name, name) for name in self.objects if name != self.main]
        return sh(["cc", "-shared", "-o", out, *objects, *more, *self.libraries], check=check, capture_output=not check).returncode == 0

    def link_program(self, source, out, places=(), more=()):
        """`more`: sources that belong to it."""
        rules = [] if more else ["-MMD", "-MF", f"{out}.d"]
        compile = [self.compile[0], *places, *self.compile[1:], *rules]
        sh(compile + ["-o", out, source, *more, f"-L{self.place}", "-ldbtplan"] + self.libraries, check=True)

    def includes(self, made, path):
        """Whether what was made, an object or a program, is compiled from that file, too."""
        rules = f"{ROOT}/{made.removesuffix('.o')}.d"
        return os.path.exists(rules) and re.search(rf"(^|\s){re.escape(path)}\b", open(rules).read())

    def dependents(self, path):
        """The sources that a table is compiled into."""
        return [name[len(f"{self.place}/") : -2] + ".c" for name in self.objects if self.includes(name, path)]


# ---- one mutant ----


class Worker:
    def __init__(self, base, number):
        self.base, self.home = base, f"{base.place}-{number}"
        shutil.rmtree(f"{ROOT}/{self.home}", ignore_errors=True)
        os.makedirs(f"{ROOT}/{self.home}/tests")
        os.makedirs(f"{ROOT}/{self.home}/shadow")
        for name in ("dbtplan", "tests/unit", "drivers"):
            os.symlink(f"{ROOT}/{base.place}/{name}", f"{ROOT}/{self.home}/{name}")
        os.makedirs(f"{ROOT}/{self.home}/bin")
        os.symlink(f"{ROOT}/{base.place}/dbtplan", f"{ROOT}/{self.home}/bin/dbtplan")
        self.env = dict(os.environ, LD_LIBRARY_PATH=f"{ROOT}/{self.home}", BUILD=f"{ROOT}/{self.home}", TZDIR=f"{ROOT}/tests/zones", PYTHONTZPATH=f"{ROOT}/tests/zones", LC_ALL="C.UTF-8", NO_COLOR="1", CMOCKA_TEST_ABORT="1",
                        REPOSITORY=ROOT, SAMPLES=f"{ROOT}/samples", PATH=f"{ROOT}/{self.home}/bin:{os.environ['PATH']}")  # fmt: skip
        for name in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL"):
            self.env.pop(name, None)

    def build(self, mutant):
        """The shared library with the mutant: True; False: it does not compile; None: it is the same code."""
        shadow = f"{self.home}/shadow/{mutant.path}"
        shutil.rmtree(f"{ROOT}/{self.home}/shadow")
        os.makedirs(os.path.dirname(f"{ROOT}/{shadow}"))
        with open(f"{ROOT}/{shadow}", "w", encoding="utf-8") as file:
            file.write(mutant.text)
        is_table = mutant.path.endswith(".def")
        instead = {}
        for source in self.base.dependents(mutant.path) if is_table else [mutant.path]:
            out = f"{self.home}/{source[:-2].replace('/', '-')}.o"
            place = ["-I", f"{self.home}/shadow"] + self.base.compile[1:]
            done = sh([self.base.compile[0]] + place + ["-c", "-o", out, source if is_table else shadow], capture_output=True)
            if done.returncode:
                return False
            instead[f"{self.base.place}/{source[:-2]}.o"] = out
        if all(open(f"{ROOT}/{new}", "rb").read() == open(f"{ROOT}/{old}", "rb").read() for old, new in instead.items()):
            return None
        return self.base.link_library(instead, f"{self.home}/libdbtplan.so") or False

    def judge(self, mutant, order):
        """What became of it: "not compiled", "same code", "survived", or the test that killed it."""
        built = self.build(mutant)
        if not built:
            return "same code" if built is None else "not compiled"
        for test in order.of(mutant):
            run = test
            if isinstance(test, Unit) and mutant.path.endswith(".def") and self.base.includes(test.program, mutant.path):
                self.base.link_program(test.source, f"{self.home}/test", ["-I", f"{self.home}/shadow"])
                run = Unit(test.source, f"{self.home}/test", test.only, test.seconds)
            order.shown[test] = order.shown.get(test, 0) + 1
            if not run.run(f"{ROOT}/{self.home}", self.env) and self.holds_without(test):
                order.killed(mutant, test)
                return test.name
        return "survived"

    def holds_without(self, test):
        """Whether the test passes on the code as it is at this very time, on a machine as busy: no kill is due to that."""
        return test.run(f"{ROOT}/{self.home}", dict(self.env, LD_LIBRARY_PATH=f"{ROOT}/{self.base.place}"))


def within(tests, seconds):
    """The first of them, as many as take so long."""
    ends = itertools.accumulate(test.seconds for test in tests)
    return [test for test, end in zip(tests, ends) if end <= seconds]


class Order:
    """Which tests a mutant is shown to, and in which order."""

    def __init__(self, reach, tests, most=None):
        self.reach, self.tests, self.most, self.kills, self.shown = reach, tests, most, {}, {}

    def of(self, mutant):
        line = self.reach.bits_at(mutant.path, mutant.line)
        near = line or self.reach.bits_of(mutant.path)
        is_table = not line
        tests = [test for test in self.tests if test.reached & near or (is_table and isinstance(test, Unit)) or not near]
        tests.sort(key=lambda test: (-self.kills.get((mutant.path, test), 0), is_table and not isinstance(test, Unit), self.price(test)))
        programs = [test for test in tests if isinstance(test, Unit)]
        return tests if self.most is None else within(programs, LONG_SANITIZED) + [test for test in tests if test not in programs][: self.most]

    def price(self, test):
        """The seconds that it takes to kill one, as far as those tell that it was shown; a program holds more than a replay."""
        kills = self.kills.get(test, 0) + (0.2 if isinstance(test, Unit) else 0.02)
        return (test.seconds + ASKING) * (self.shown.get(test, 0) + 1) / kills

    def killed(self, mutant, test):
        for key in ((mutant.path, test), test):
            self.kills[key] = self.kills.get(key, 0) + 1


def lay_corpus(worker):
    """The folder that tests/corpus/run lays the projects of the corpus out in; again when they have changed."""
    laid = f"{ROOT}/{HOME}/laid"
    newest = max(os.path.getmtime(path) for path in glob.glob(f"{ROOT}/tests/corpus/*"))
    if not os.path.exists(f"{laid}/tests/results") or os.path.getmtime(f"{laid}/tests/results") < newest:
        os.makedirs(laid, exist_ok=True)
        shutil.copy(f"{ROOT}/{worker.base.place}/dbtplan", f"{laid}/dbtplan")
        sh(["sh", "tests/run", "corpus"], env=dict(worker.env, BUILD=laid), stdout=subprocess.DEVNULL, check=True)
    return laid


def watched(workers, reach, tests):
    """(test, what Reach keeps of it) of each test: every worker watches its share, in a process of its own, which alone knows
    how long its tests take."""
    fork, receivers, by_name = multiprocessing.get_context("fork"), [], {test.name: test for test in tests}

    def watch(worker, share, sender):
        for test in share:
            sender.send((test.name, reach.watch(test, f"{ROOT}/{worker.home}", worker.env)))

    for number, worker in enumerate(workers):
        receiver, sender = fork.Pipe(duplex=False)
        fork.Process(target=watch, args=(worker, tests[number :: len(workers)], sender), daemon=True).start()
        sender.close()
        receivers.append(receiver)
    while receivers:
        for receiver in multiprocessing.connection.wait(receivers):
            try:
                name, kept = receiver.recv()
                yield by_name[name], kept
            except EOFError:
                receivers.remove(receiver)


def measure(workers, reach, longest):
    """Each test on the code as it is, which must pass."""
    for worker in workers:
        shutil.copy(f"{ROOT}/{HOME}/watched/libdbtplan.so", f"{ROOT}/{worker.home}/libdbtplan.so")
    tests = workers[0].base.tests + replays(f"{ROOT}/{HOME}", lay_corpus(workers[0]))
    tests = [test for test in tests if reach.took(test) <= longest or isinstance(test, Unit)]
    passed = []
    try:
        for test, kept in watched(workers, reach, tests):
            if kept:
                reach.learn(test, kept)
                passed.append(test)
    finally:
        reach.keep()
    if len(passed) < len(tests):
        sys.exit(f"fail on the code as it is: {' '.join(test.name for test in tests if test not in passed)}")
    tests = [test for test in tests if test.seconds <= longest or isinstance(test, Unit)]
    print(f"{len(tests)} tests take {sum(test.seconds for test in tests):.0f} seconds", flush=True)
    return Order(reach, tests)


def with_sanitizers(order, base):
    """The same tests but for slow replays and parts of tests/run, for a build with sanitizers, of which a program takes longer."""
    programs = {test.name: test for test in base.tests}
    found = [test for test in order.tests if test.name not in programs and test.seconds <= QUICK and not isinstance(test, Part)]
    for test in order.tests:
        if test.name in programs:
            program = programs[test.name]
            program.seconds, program.reached = 8 * test.seconds, test.reached
            found.append(program)
    return Order(order.reach, found, MOST_SANITIZED)


# ---- drawing and telling ----


def draw_of(only, count, seed):
    """So many places of the files, or all when no number is given."""
    pattern, _, line = only.partition(":")
    sites = [site for path in sorted(glob.glob(pattern, root_dir=ROOT)) for site in mutations(path)]
    sites = [site for site in sites if not line or site.line == int(line)]
    return random.Random(seed).sample(sites, min(len(sites), count)) if count else sites


def draw(count, seed):
    """So many places of each area, in an order that the seed decides."""
    chance, chosen, taken = random.Random(seed), [], set()
    for _, share, pattern in AREAS:
        paths = [path for path in sorted(glob.glob(pattern, root_dir=ROOT)) if os.path.basename(path) not in LEFT_OUT and path not in taken]
        taken.update(paths)
        sites = [site for path in paths for site in mutations(path)]
        chosen += chance.sample(sites, min(len(sites), max(1, count * share // 100)))
    chance.shuffle(chosen)
    return chosen


def known_equivalents():
    """{(path, before, after)}: lines of three fields with tabs between, and a line `# reason` above them."""
    found = set()
    for line in open(f"{ROOT}/tests/mutants/equivalent", encoding="utf-8"):
        if line.strip() and not line.startswith("#"):
            found.add(tuple(line.rstrip("\n").split("\t")))
    return found


def judged(chosen, workers, order, said):
    """[(mutant, what became of it)], by all workers at once; `said` before the name of a test that killed it."""
    equivalents, todo, results, lock = known_equivalents(), queue.Queue(), [], threading.Lock()
    for mutant in chosen:
        todo.put(mutant)

    def work(worker):
        while True:
            try:
                mutant = todo.get_nowait()
            except queue.Empty:
                return
            known = (mutant.path, mutant.before, mutant.after) in equivalents
            end = "equivalent" if known else worker.judge(mutant, order)
            end = end if end in OTHER_ENDS else said + end
            with lock:
                results.append((mutant, end))
                print(f"{len(results)}/{len(chosen)}\t{end}\t{mutant.path}:{mutant.line}\t{mutant.before}\t{mutant.after}", flush=True)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def area_of(path):
    import fnmatch

    return next(name for name, _, pattern in AREAS if fnmatch.fnmatch(path, pattern))


def tell(results, least):
    counted = {}
    for mutant, end in results:
        row = counted.setdefault(area_of(mutant.path), {})
        kind = end if end in OTHER_ENDS else "killed"
        row[kind] = row.get(kind, 0) + 1
    columns = ["killed", *OTHER_ENDS]
    print(f"{'':12}" + "".join(f"{name:>14}" for name in columns))
    for area, row in counted.items():
        print(f"{area:12}" + "".join(f"{row.get(name, 0):14}" for name in columns))
    killed, survived = (sum(row.get(kind, 0) for row in counted.values()) for kind in ("killed", "survived"))
    rate = 100 * killed / max(1, killed + survived)
    alone = sum(end.startswith("sanitizers: ") for _, end in results)
    print(f"{killed} of {killed + survived} mutants killed: {rate:.1f} %, {alone} of them by sanitizers alone")
    ok = rate >= least
    print(f"{int(ok)} passed, {int(not ok)} failed")
    return 0 if ok else 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--least", type=float, default=90)
    parser.add_argument("--longest", type=float, default=60, help="tests that take more seconds, but for unit tests, are left out: fewer are killed, sooner")
    parser.add_argument("--only", default="")
    parser.add_argument("--no-sanitizers", action="store_true", help="what survives is not shown to the build with sanitizers: for a quick look")
    parser.add_argument("--list", action="store_true")
    args = parser.parse_args()
    os.chdir(ROOT)
    if args.only:
        chosen = draw_of(args.only, args.count, args.seed)
    else:
        chosen = draw(args.count or 300, args.seed)
    if args.list:
        for mutant in chosen:
            print(f"{mutant.path}:{mutant.line}\t{mutant.before}\t{mutant.after}")
        return 0
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.RLIM_INFINITY))
    base = Base("base", PLAIN, args.jobs)
    workers = [Worker(base, number) for number in range(args.jobs)]
    order = measure(workers, base.watched(args.jobs), args.longest)
    results = judged(chosen, workers, order, "")
    left = [mutant for mutant, end in results if end == "survived"]
    if left and not args.no_sanitizers:
        # The shadow that AddressSanitizer keeps counts as memory.
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        base = Base("sanitized", SANITIZED, args.jobs)
        workers = [Worker(base, number) for number in range(args.jobs)]
        again = judged(left, workers, with_sanitizers(order, base), "sanitizers: ")
        results = [pair for pair in results if pair[1] != "survived"] + again
    return tell(results, args.least)


if __name__ == "__main__":
    sys.exit(main())
