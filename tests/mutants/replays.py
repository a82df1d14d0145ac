"""The tests that ask the program, without the shell around them: a mutant is to be judged in seconds.

A Replay is one command and what tests/run would say of its answer: the recorded launches of tests/oracle, the cases, the
differences, the corpus. A Part is one of tests/run's own scripts as a whole.
"""
import contextlib
import glob
import os
import re
import resource
import shlex
import shutil
import subprocess

PROJECT_TOML = '[tool.dg]\ndirectory_type = "project"\n\n[tool.dg.project]\nroot_module = "shop_project"\n'


def read(path, otherwise=""):
    if not os.path.exists(path):
        return otherwise
    with open(path, encoding="utf-8", errors="surrogateescape") as file:
        return file.read()


def limit_time(process, seconds):
    """Seconds of the processor, so that a busy machine kills no mutant: two, and many times what the test took."""
    if seconds:
        most = 2 + int(8 * seconds)
        with contextlib.suppress(ProcessLookupError, PermissionError):  # it is over, or has a lower limit of its own
            resource.prlimit(process.pid, resource.RLIMIT_CPU, (most, most))


class Replay:
    """`run(home, env)`: whether the program that `env` leads to answers as it should; `home` is a folder to work in.
    `origin`: the folder or file that says what is asked, and what is wanted."""

    def __init__(self, name, origin):
        self.name, self.origin, self.seconds, self.wanted = name, origin, 0.0, None

    def stamp(self):
        """Another one when the test has changed."""
        paths = [self.origin] + [os.path.join(place, name) for place, _, names in os.walk(self.origin) for name in names]
        return max(os.lstat(path).st_mtime_ns for path in paths)

    def ask(self, command, cwd, env):
        process = subprocess.Popen(command, cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        try:
            limit_time(process, self.seconds)
            out, err = process.communicate(timeout=300)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            raise
        return out.decode(errors="surrogateescape"), err.decode(errors="surrogateescape"), process.returncode

    def run(self, home, env):
        try:
            return self.passes(home, env)
        except subprocess.TimeoutExpired:
            return False


class Launch(Replay):
    """One launch of a recorded component."""

    def __init__(self, name, origin, root, options, expected, error):
        super().__init__(name, origin)
        self.root, self.options, self.expected, self.error = root, options, expected, error

    def passes(self, home, env):
        command = ["dbtplan", "resolve", self.root, "--dialect", "dagster", "--format", "jsonl", *shlex.split(self.options)]
        out, err, status = self.ask(command, None, env)
        if self.error is not None:
            return status == 1 and not out and self.error in err
        out = re.sub(r'"after": \[[0-9, ]*\]', '"after": []', out.replace(self.root, "{{ROOT}}"))
        return status == 0 and out == self.expected


class Case(Replay):
    """A folder with `cmd`, `stdout`, `stderr` and `status`."""

    def __init__(self, name, folder):
        super().__init__(name, folder)
        self.folder = folder

    def passes(self, home, env):
        place = os.path.join(home, "case")
        shutil.rmtree(place, ignore_errors=True)
        shutil.copytree(self.folder, place, symlinks=True)
        for part in ("stdout", "stderr", "status"):
            if os.path.exists(os.path.join(place, part)):
                os.remove(os.path.join(place, part))
        out, err, status = self.ask(["sh", "./cmd"], place, env)
        wanted = [read(os.path.join(self.folder, part), otherwise) for part, otherwise in (("stdout", ""), ("stderr", ""), ("status", "0"))]
        found = [text.replace(place, "{{PWD}}") for text in (out, err)]
        return found == wanted[:2] and status == int(wanted[2])


class Judged(Replay):
    """A project of the corpus: the codes and places that `check` gave for the code as it is, and its status."""

    def __init__(self, name, folder):
        super().__init__(name, "tests/corpus")
        self.root = os.path.join(folder, "root")
        self.env = [word for line in re.findall(r"^env: *(.*)", read(os.path.join(folder, "keys")), re.M) for word in ("--env", line)]

    def passes(self, home, env):
        out, _, status = self.ask(["dbtplan", "check", self.root, *self.env], self.root, env)
        found = [*re.findall(r"^(?:(?:error|warning|note)\[\w+\]| +--> \S+)", out, re.M), status]
        self.wanted = self.wanted or found
        return found == self.wanted


class Part(Replay):
    """A part of tests/run, with the consumers of what it emits that this machine has."""

    def passes(self, home, env):
        return self.ask(["sh", "tests/run", self.name], None, env)[2] == 0


class Drawn(Part):
    """What is drawn at random and put to the real Python, Jinja, loader of YAML or schedules: no more differs than in the
    code as it is. `command` is a script of tests/oracle and its options; `driver` what it asks."""

    def __init__(self, name, python, command, driver):
        super().__init__(f"drawn {name}", f"tests/oracle/{command.split()[0]}")
        self.python, self.command, self.driver = python, command, driver

    def passes(self, home, env):
        script, *options = self.command.split()
        command = [self.python, f"tests/oracle/{script}", "--driver", f"{home}/drivers/{self.driver}", *options]
        out, err, status = self.ask(command, None, env)
        if status < 0 or "Traceback" in err:
            return False
        found = status + sum(map(int, re.findall(r"(\d+) (?:DIFFERENT|OTHER TYPE|failed$)", out, re.M)))
        self.wanted = found if self.wanted is None else self.wanted
        return found <= self.wanted


# As the Makefile has them (check-programs, check-generated, check-yaml, check-cron, check-python), fewer of each.
DRAWN = [
    Drawn("programs", ".oracle/bin/python", "compare_programs.py --count 6000 --seed 1 --show 0 --allow 10000", "program_driver"),
    Drawn("calls", ".oracle/bin/python", "compare_programs.py --calls --count 10000 --seed 2 --show 0 --allow 10000", "program_driver"),
    Drawn("templates", "build/jinja/bin/python", "compare.py --count 5000 --seed 1 --show 0 --allow 10000", "driver"),
    Drawn("yaml", ".oracle/bin/python", "compare_yaml.py --count 1000 --seed 1", "yaml_driver"),
    Drawn("cron", ".oracle/bin/python", "compare_cron.py --texts 2000 --draws 300 --seed 1", "cron"),
    Drawn("python", ".oracle/bin/python", "compare_python.py --mutations 1000 --every 97 --trees --seed 1", "python_driver"),
]

PARTS = {"examples": "docs", "pages": "docs/diagnostics", "shells": "tests/shells", "scheduler": "tests/scheduler"}


def lay_out(case, root):
    """As tests/oracle/replay does."""
    skip = shutil.ignore_patterns("launches", "expected", "project")
    if os.path.exists(f"{case}/project"):
        shutil.copytree(read(f"{case}/project").strip(), root, symlinks=True)
        shutil.copytree(case, root, ignore=skip, dirs_exist_ok=True, symlinks=True)
        return
    defs = f"{root}/src/shop_project/defs"
    shutil.copytree(case, defs, ignore=skip, symlinks=True)
    for package in (defs, os.path.dirname(defs)):
        open(f"{package}/__init__.py", "w").close()
    shutil.copytree("tests/oracle/dbt", f"{root}/dbt")
    with open(f"{root}/pyproject.toml", "w") as file:
        file.write(PROJECT_TOML)


def launches(home):
    for path in sorted(glob.glob("tests/oracle/*/*/expected")):
        case = os.path.dirname(path)
        name = case[len("tests/oracle/") :]
        root = os.path.join(home, "oracle", name, "root")  # the last part is in what some of them answer
        lay_out(case, root)
        for number, part in enumerate(re.split(r"^\$", read(path), flags=re.M)[1:], 1):
            options, _, answer = part.partition("\n")
            lines = answer.split("\n")[:-1] if answer else []
            errors = [line for line in lines if line.startswith("!")]
            expected = "".join(line + "\n" for line in lines if not line.startswith("!"))
            error = errors[-1] if errors else None
            # "! TEXT" is a text to be found, "!~ TEXT" one that dbtplan has in words of its own.
            words = "" if error and not error.startswith("! ") else error and error[2:]
            yield Launch(f"oracle/{name}/{number}", case, root, options, expected, words)


def replays(home, build):
    """All of them; the projects of the corpus are those that tests/corpus/run has laid out below `build`."""
    shutil.rmtree(os.path.join(home, "oracle"), ignore_errors=True)
    found = list(launches(home))
    for area in ("cases/*", "differences"):
        for cmd in sorted(glob.glob(f"tests/{area}/*/cmd")):
            folder = os.path.dirname(cmd)
            found.append(Case(folder[len("tests/") :], os.path.abspath(folder)))
    for keys in sorted(glob.glob(f"{build}/tests/work/**/corpus/*/*/keys", recursive=True)):
        folder = os.path.dirname(keys)
        found.append(Judged("corpus/" + "/".join(folder.split("/")[-2:]), os.path.abspath(folder)))
    found += [Part(name, origin) for name, origin in PARTS.items()]
    return found + [drawn for drawn in DRAWN if os.path.exists(drawn.python)]
