"""Records what the command line of dbt Fusion has beyond dbt-core's: grammar/dbt_fusion.def.

    record_fusion_cli.py LIB.RS COMMIT          without arguments nothing is written

LIB.RS is crates/dbt-clap-core/src/lib.rs of github.com/dbt-labs/dbt-fusion, where Fusion declares its options for clap;
COMMIT is the commit that it was taken from. The options of `CommonArgs` go with every command. Names that dbt-core has
for any command (grammar/dbt_cli.def) are left out: where it does not take them it fails, and that is an error here.
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HEAD = """/* dbt_fusion.def: options that dbt Fusion has and dbt-core has not; part of dbt_cli.def. Recorded by
 * tests/oracle/record_fusion_cli.py from github.com/dbt-labs/dbt-fusion, crates/dbt-clap-core/src/lib.rs, commit
 * {commit}. FUSION stands for a version of dbt-core. */

"""
COMMANDS = {"BuildArgs": ["BUILD"], "CleanArgs": ["CLEAN"], "CloneArgs": ["CLONE"], "CompileArgs": ["COMPILE"],
            "DebugArgs": ["DEBUG"], "DepsArgs": ["DEPS"], "InitArgs": ["INIT"], "ListArgs": ["LIST", "LS"],
            "ParseArgs": ["PARSE"], "RetryArgs": ["RETRY"], "RunArgs": ["RUN"], "RunOperationArgs": ["RUN_OPERATION"],
            "SeedArgs": ["SEED"], "ShowArgs": ["SHOW"], "SnapshotArgs": ["SNAPSHOT"], "TestArgs": ["TEST"],
            "SourceFreshnessArgs": ["SOURCE_FRESHNESS"], "CommonArgs": None}


def known():
    """All commands, and the names of dbt-core's options."""
    text = (ROOT / "grammar" / "dbt_cli.def").read_text()
    commands = re.findall(r"^DBT_COMMAND\((\w+),", text, re.M)
    names = re.findall(r'^DBT_OPTION\("(.*?)", "(.*?)", "(.*?)"', text, re.M)
    return commands, {name for row in names for part in row for name in part.split()}


def structs(text):
    """Name and body of each struct."""
    for found in re.finditer(r"^pub struct (\w+) \{\n(.*?)^\}", text, re.M | re.S):
        yield found[1], re.sub(r"^\s*//.*\n", "", found[2], flags=re.M)


def options(body):
    """Long names and kind of each field that clap makes an option of."""
    for attributes, field, kind in re.findall(r"((?:^    #\[(?:.|\n)*?\]\n)+)^    pub (\w+): (.*),$", body, re.M):
        declared = re.search(r"\blong\b(?: = \"([^\"]+)\")?", attributes)
        if not declared:
            continue
        names = [declared[1] or field.replace("_", "-")]
        for group in re.findall(r"\baliases = \[([^\]]*)\]", attributes):
            names += re.findall(r'"([^"]+)"', group)
        names += re.findall(r'\balias\s*(?:=\s*|\()"([^"]+)"', attributes)
        is_list = "num_args(" in attributes
        is_flag = not is_list and (kind == "bool" or "SetTrue" in attributes or "SetFalse" in attributes)
        yield ["--" + name for name in names], "FLAG" if is_flag else "WORDS" if is_list else "TEXT"


def main(path, commit):
    commands, names = known()
    found = {}
    for struct, body in structs(Path(path).read_text()):
        if struct not in COMMANDS:
            continue
        for own, kind in options(body):
            new = tuple(dict.fromkeys(name for name in own if name not in names))
            if new:
                found.setdefault((new, kind), set()).update(COMMANDS[struct] or commands)
    lines = []
    for (own, kind), of in sorted(found.items()):
        words = "EVERYWHERE" if of == set(commands) else " | ".join(f"IN({command})" for command in sorted(of))
        lines.append(f'DBT_OPTION("{own[0]}", "{" ".join(own[1:])}", "", {kind}, "", FUSION, FUSION, {words})')
    (ROOT / "grammar" / "dbt_fusion.def").write_text(HEAD.format(commit=commit) + "\n".join(lines) + "\n")


if len(sys.argv) == 3:
    main(*sys.argv[1:])
