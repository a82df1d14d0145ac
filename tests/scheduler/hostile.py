"""Writes a project whose one component runs dbt with a hostile value in each of its partitions:  hostile.py FOLDER

The values stand in arguments of their own, inside a `--vars` dictionary, in the partition keys as far as Dagster lets them,
and the dbt project has a name with a quote and a dollar in it."""

import json
import os
import sys

VALUES = [
    "plain", "", " ", "two words", " lead", "trail ", "'", "''", "'\\''", '"', '"quoted"', "it's", "`id`", "$(id)", "$HOME", "${HOME}",
    "$$", "$", "\\", "\\\\", "\\n", "a\\", "new\nline", "\n", "trailing\n", "\r", "a\r\nb", "\t", "tab\there", "%", "%d %s", "p%%cnt",
    "{{ 7*7 }}", "{{", "}}", "{% raw %}", "{% if x %}", "{# note #}", "${{ github.token }}", "$(JOB_NAME)", "#SBATCH --array=1", "# note",
    "x\n#SBATCH --comment=injected", "*", "?", "[a-z]", "~", "~root", "=cmd", "a=b", "-n", "-", "--", "!history", ";id", "a;b&&c|d>e<f",
    "&", "(sub)", "\x01", "\x1b[31m", "\x7f", "\u202e", "caf\u00e9", "\u65e5\u672c", "\U0001f389", "\u0085", "\u2028", "\ufeffbom",
    "yes", "null", "2024-01-01", "- item", "key: value", "---", "run.sh", "'''", '"""', "END", "\\x41", "a,b;c",
]  # fmt: skip

# What Dagster takes no partition key with.
FORBIDDEN = ["...", "\a", "\b", "\f", "\n", "\r", "\t", "\v"]


def literal(text):
    """As Jinja and Python read it, in ASCII, without braces."""
    return '"' + "".join(c if c.isalnum() and c.isascii() else f"\\U{ord(c):08x}" for c in text) + '"'


def key(number):
    text = VALUES[number]
    for part in FORBIDDEN:
        text = text.replace(part, "")
    return f"{number}.{text}"


def defs():
    values = ", ".join(f'"{number}": {literal(value)}' for number, value in enumerate(VALUES))
    value = "({%s}[partition_key.split('.')[0]])" % values
    arguments = ["build", "{{ %s }}" % value, "x{{ %s }}" % value, {"--vars": {"value": "{{ %s }}" % value, "key": "{{ partition_key }}"}}]
    return {
        "type": "dagster_dbt.DbtProjectComponent",
        "template_vars_module": ".template_vars",
        "attributes": {"project": "{{ context.project_root }}/it's a $project", "cli_args": arguments},
        "post_processing": {"assets": [{"target": "*", "attributes": {"partitions_def": "{{ parts }}"}}]},
    }


def main(folder):
    component = os.path.join(folder, "defs", "hostile")
    project = os.path.join(folder, "it's a $project")
    os.makedirs(component, exist_ok=True)
    os.makedirs(project, exist_ok=True)
    files = {
        os.path.join(project, "dbt_project.yml"): "name: hostile\nprofile: hostile\n",
        os.path.join(folder, "dg.toml"): 'directory_type = "project"\n\n[project]\nroot_module = "hostile"\n',
        os.path.join(component, "defs.yaml"): json.dumps(defs(), indent=2) + "\n",
        os.path.join(component, "template_vars.py"): "import dagster as dg\n\n\n@dg.template_var\ndef parts() -> dg.StaticPartitionsDefinition:\n"
        "    return dg.StaticPartitionsDefinition([%s])\n" % ", ".join(ascii(key(number)) for number in range(len(VALUES))),
    }
    for path, text in files.items():
        with open(path, "w") as file:
            file.write(text)


main(sys.argv[1])
