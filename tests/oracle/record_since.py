"""Records what another version of Dagster does with the faults of tests/corpus: a row a project, to standard output.

Fields between tabs: the code that `check` gives the project first, its file and name, and what Dagster says: "load" where
the definitions cannot be loaded, "fails" where the launch fails, "dbt" where dbt refuses the command, "runs" with the
command. tests/oracle/since compares the versions, from which the pages of diagnostics tell since when theirs is true.

    build/versions/1.11/bin/python tests/oracle/record_since.py
"""
import logging
import shutil
import signal
import sys

from record_corpus import CORPUS, PATIENCE, impatient, laid_out, launch_says, load_finds, projects

EACH = 3  # projects that are asked about for a code


def ask(keys, files):
    case = laid_out(keys, files)
    signal.alarm(PATIENCE)
    try:
        return "load" if load_finds(case) else launch_says(case, keys).replace("\t", " ")
    except Exception as error:
        return f"fails {type(error).__name__}"
    finally:
        signal.alarm(0)
        shutil.rmtree(case.root.parent)


def main():
    logging.disable(logging.CRITICAL)
    signal.signal(signal.SIGALRM, impatient)
    asked = {}
    for path in sorted(CORPUS.glob("*.txt")):
        for name, keys, files in projects(path):
            code = keys.get("find", [""])[0].split(" ")[0]
            if not code or asked.get(code, 0) >= EACH:
                continue
            asked[code] = asked.get(code, 0) + 1
            said = ask(keys, files)
            print(code, f"{path.stem}/{name}", said if said.startswith("runs") else said.split(" ")[0], sep="\t", flush=True)


if __name__ == "__main__":
    sys.exit(main())
