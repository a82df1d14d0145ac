"""Records the commands and options of dbt's command line from dbt itself: grammar/dbt_cli.def.

    record_dbt_cli.py [PYTHON …]    writes the table; each PYTHON has another minor version of dbt-core
    record_dbt_cli.py --check       compares the rows of the installed version with the installed dbt

Without an argument nothing is written: the table spans several versions and one installation knows only its own.
Run with the Python of `make conformance`.
"""
import json
import re
import subprocess
import sys
from pathlib import Path

TABLE = Path(__file__).resolve().parents[2] / "grammar" / "dbt_cli.def"
KINDS = {"BoolParamType": "FLAG", "Path": "PATH", "IntParamType": "INT", "Choice": "CHOICE", "ChoiceTuple": "CHOICES",
         "DateTime": "TIME", "YAML": "YAML", "WarnErrorOptionsType": "YAML", "SqlParseOptionsType": "YAML",
         "FuncParamType": "WORDS"}
HEAD = """/* dbt_cli.def: the commands of dbt and their options, recorded from dbt-core {first} to {last} (click's own tables) by
 * tests/oracle/record_dbt_cli.py.
 *
 * DBT_COMMAND(NAME, words)          "" is dbt itself: what may stand before a command
 * DBT_OPTION(name, aliases, negation, kind, choices, from, until, commands)
 *   name, aliases      as spelled: the longest, and the others with blanks between     negation   what turns it off
 *   kind      FLAG    takes no value               TEXT, PATH   any text              INT    a whole number
 *             CHOICE  one of `choices`             TIME         an ISO 8601 time      YAML   a YAML mapping
 *             WORDS   texts up to the next option  CHOICES      of `choices`, up to the next option
 *   from, until        the first and the last minor version of dbt-core 1 that has the row
 *   commands           bits of the commands that take it; EVERYWHERE: all of them and dbt itself
 *
 * What dbt Fusion has beyond these stands in dbt_fusion.def. */
"""


def kind_of(param):
    kind = KINDS.get(type(param.type).__name__, "TEXT")
    if kind == "FLAG" and not param.is_flag:
        kind = "TEXT"
    if type(param).__name__ == "MultiOption" and kind not in ("WORDS", "CHOICES"):
        kind = "WORDS"
    return kind


def rows_of(command):
    import click
    for param in command.params:
        if not isinstance(param, click.Option):
            continue
        choices = " ".join(getattr(param.type, "choices", None) or ()) if kind_of(param) in ("CHOICE", "CHOICES") else ""
        longest, *shorter = sorted(param.opts, key=lambda name: (-len(name), name))
        negation, = param.secondary_opts or [""]
        yield (longest, " ".join(shorter), negation, kind_of(param), choices)


def commands_of(command, words=()):
    import click
    yield " ".join(words), command
    if isinstance(command, click.Group):
        for name in sorted(command.commands):
            yield from commands_of(command.commands[name], words + (name,))


def installed():
    """{"version": minor, "commands": {words: [row, …]}} of the dbt of this Python."""
    from dbt.cli.main import cli
    from dbt.version import __version__
    return {"version": int(__version__.split(".")[1]),
            "commands": {words: sorted(set(rows_of(command))) for words, command in commands_of(cli)}}


def name_of(words):
    return re.sub("[^A-Z]", "_", words.upper()) or "NONE"


def merge(dbts):
    """Each row with the versions of the commands that take it, as (row, first, last, commands)."""
    seen = {}
    for dbt in dbts:
        for words, rows in dbt["commands"].items():
            for row in rows:
                seen.setdefault((tuple(row), words), []).append(dbt["version"])
    spans = {}
    for (row, words), versions in seen.items():
        spans.setdefault((row, min(versions), max(versions)), []).append(words)
    return sorted((row, first, last, sorted(words)) for (row, first, last), words in spans.items())


def written(dbts):
    commands = sorted({words for dbt in dbts for words in dbt["commands"]})
    first, last = min(d["version"] for d in dbts), max(d["version"] for d in dbts)
    lines = [HEAD.format(first=f"1.{first}", last=f"1.{last}")]
    lines += [f'DBT_COMMAND({name_of(words)}, "{words}")' for words in commands]
    lines.append("")
    for (name, aliases, negation, kind, choices), since, until, words in merge(dbts):
        of = "EVERYWHERE" if words == commands else " | ".join(f"IN({name_of(w)})" for w in words)
        lines.append(f'DBT_OPTION("{name}", "{aliases}", "{negation}", {kind}, "{choices}", {since}, {until}, {of})')
    lines += ["", '#include "grammar/dbt_fusion.def"']
    return "\n".join(lines) + "\n"


def read_table(version):
    """The rows of one version, as `installed` gives them."""
    text = TABLE.read_text()
    names = dict(re.findall(r'^DBT_COMMAND\((\w+), "(.*)"\)$', text, re.M))
    commands = {words: [] for words in names.values()}
    for row in re.findall(r'^DBT_OPTION\("(.*)", "(.*)", "(.*)", (\w+), "(.*)", (\d+), (\d+), (.*)\)$', text, re.M):
        if int(row[5]) <= version <= int(row[6]):
            of = names if row[7] == "EVERYWHERE" else re.findall(r"IN\((\w+)\)", row[7])
            for name in of:
                commands[names[name]].append(row[:5])
    return {words: sorted(rows) for words, rows in commands.items() if rows}


def check():
    dbt = installed()
    wanted = {words: rows for words, rows in dbt["commands"].items() if rows}
    found = read_table(dbt["version"])
    wrong = [words for words in sorted(set(wanted) | set(found)) if wanted.get(words) != found.get(words)]
    for words in wrong:
        print(f"dbt {words}: {sorted(set(wanted.get(words, [])) ^ set(found.get(words, [])))}")
    print(f"{len(wanted) - len(wrong)} passed, {len(wrong)} failed")
    return bool(wrong)


def main(arguments):
    if arguments == ["--json"]:
        print(json.dumps(installed()))
    elif arguments == ["--check"]:
        return check()
    elif arguments:
        dumps = [subprocess.check_output([python, __file__, "--json"], text=True) for python in arguments]
        TABLE.write_text(written([json.loads(dump) for dump in dumps]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
