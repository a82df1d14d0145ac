"""Records how dbt reads command lines: tests/oracle/dbt_lines.tsv.

One row a line, fields between tabs: the arguments behind "dbt", "=>", then the command, and of each command the options in
their order by their longest names, and of those with a value "NAME=" and the first word of the last one; or why click
stops. Run with the Python of `make conformance`.
"""
import random
import sys

import click
from dbt.cli.main import cli

WORDS = """run build docs generate serve source freshness test ls nope run-operation -- - --full-refresh -f --no-debug
--debug -d -dq -dx -dz --vars --vars={} -t -tprod --target --target=prod --select -s -sx --select=x --models m1 --exclude
--full_refresh --no-full-refresh --threads 4 --threads=4 --quiet=1 -x --no-use-colors --resource-type model --state= --args
--inline --event-time-start 2024-01-01 --profiles-dir . -h=1 -m -o --output json -v --empty=""".split()
WORDS += ["a b", "", "{a: 1}", "--select a"]


def name_of(option):
    return sorted(option.opts, key=lambda name: (-len(name), name))[0]


def value_of(option, values):
    """The value given last; of several words the first."""
    value = values[option.name]
    if option.multiple:
        value = value[-1]
    if isinstance(value, (list, tuple)):
        value = value[0]
    return str(value).split(" ")[0]


def options_of(command, context, arguments):
    """The options in order, then each that has a value with its last one, and what is left."""
    values, left, order = command.make_parser(context).parse_args(list(arguments))
    given = [option for option in order if isinstance(option, click.Option)]
    last = {name_of(o): value_of(o, values) for o in given if not o.is_flag}
    return [name_of(o) for o in given] + [f"{name}={value}" for name, value in sorted(last.items())], left


def outcome(arguments):
    command, words, found = cli, [], []
    try:
        while True:
            context = click.Context(command, info_name="dbt")
            context.allow_interspersed_args = not isinstance(command, click.Group)
            options, arguments = options_of(command, context, arguments)
            found += options
            if not isinstance(command, click.Group):
                return ["RIGHT", " ".join(words), *found]
            if not arguments:
                return ["NO_COMMAND"]
            words.append(arguments.pop(0))
            if words[-1] not in command.commands:
                return ["UNKNOWN_COMMAND", " ".join(words)]
            command = command.commands[words[-1]]
    except (click.NoSuchOption, click.BadOptionUsage) as error:
        kind = "UNKNOWN_OPTION" if isinstance(error, click.NoSuchOption) else "USAGE"
        return [kind, error.option_name]


def commands_of(group, words=()):
    for name, command in sorted(group.commands.items()):
        if isinstance(command, click.Group):
            yield from commands_of(command, (*words, name))
        else:
            yield [*words, name], command


def each_option():
    """Each name of an option behind each command, alone and with a word."""
    commands = list(commands_of(cli))
    options = [option for _, command in commands for option in command.params + cli.params if isinstance(option, click.Option)]
    for name in sorted({name for option in options for name in option.opts + option.secondary_opts}):
        for words, command in commands:
            has = any(name in option.opts + option.secondary_opts for option in command.params)
            yield from [[*words, name], [*words, name, "1"]] if has else [[*words, name]]


def main():
    draw = random.Random(4)
    lines = [[word] for word in WORDS] + [["run", word] for word in WORDS]
    while len(lines) < 1500:
        lines.append([draw.choice(WORDS) for _ in range(draw.randint(1, 6))])
        lines.append([draw.choice(["run", "build", "test", "ls"])] + [draw.choice(WORDS) for _ in range(draw.randint(0, 5))])
    for line in lines + list(each_option()):
        print("\t".join([*line, "=>", *outcome(line)]))


if __name__ == "__main__":
    sys.exit(main())
