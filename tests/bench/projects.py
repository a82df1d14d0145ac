"""Projects to measure with: many small components, one with many lines of Python, one with other partitions."""

COMPONENT = """type: dagster_dbt.DbtProjectComponent

template_vars_module: .template_vars

attributes:
  project: '{{{{ context.project_root }}}}/dbt'
  op:
    name: run_{name}
  select: "tag:daily"
  translation:
    key: "{name}/{{{{ node.name }}}}"
    group_name: trips
  cli_args:
    - build
    - --vars:
        min_date: "{{{{ partition_time_window.start.strftime('%Y-%m-%d') }}}}"
        max_date: "{{{{ partition_time_window.end.strftime('%Y-%m-%d') }}}}"

post_processing:
  assets:
    - target: "*"
      attributes:
        partitions_def: "{{{{ daily_partitions_def }}}}"
"""

MONTH = """import dagster as dg


@dg.template_var
def daily_partitions_def() -> dg.DailyPartitionsDefinition:
    return dg.DailyPartitionsDefinition(start_date="2023-01-01", end_date="2023-02-01")
"""

# One of many functions of a long template_vars.py: what real ones do.
FUNCTION = '''

@dg.template_var
def table_{n}() -> str:
    """The table of one source and day."""
    prefixes = {{"raw": "r_", "clean": "c_"}}
    parts = [f"{{prefix}}{{n}}" for n, prefix in enumerate(sorted(prefixes.values())) if prefix]
    if len(parts) > {n}:
        return "_".join(parts).upper()
    return f"{{parts[0]:>10}}".strip() + "_{n}"
'''


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def base(root):
    write(root / "pyproject.toml", '[tool.dg]\ndirectory_type = "project"\n\n[tool.dg.project]\nroot_module = "shop"\n')
    write(root / "src/shop/__init__.py", "")
    write(root / "src/shop/defs/__init__.py", "")
    write(root / "dbt/dbt_project.yml", 'name: shop\nversion: "1.0"\nprofile: shop\n')
    write(root / "dbt/models/daily.sql", "{{ config(tags=['daily'], materialized='incremental') }}\n"
          "select * from trips where day >= '{{ var('min_date') }}' and day < '{{ var('max_date') }}'\n")


def many(root, count):
    """`count` components, a hundred to a folder, each with its template_vars.py; their files, in order."""
    names = [f"c{i:05}" for i in range(count)]
    base(root)
    for i, name in enumerate(names):
        folder = root / f"src/shop/defs/g{i // 100:03}/{name}"
        write(folder / "defs.yaml", COMPONENT.format(name=name))
        write(folder / "template_vars.py", MONTH)
    return sorted(root.rglob("defs.yaml"))


def long_vars(root, lines):
    base(root)
    write(root / "src/shop/defs/long/defs.yaml", COMPONENT.format(name="long"))
    text = MONTH
    while (text + FUNCTION).count("\n") <= lines:
        text += FUNCTION.format(n=text.count("def table_"))
    write(root / "src/shop/defs/long/template_vars.py", text + "# and so on\n" * (lines - text.count("\n")))


def keyed(root, definition):
    """A project of one component with a partitions definition, as YAML writes it."""
    write(root / "dbt/dbt_project.yml", "name: shop\n")
    write(root / "dg.toml", "")
    write(root / "defs.yaml", "type: dagster_dbt.DbtProjectComponent\nattributes:\n  project: dbt\n"
                              f"  translation:\n    partitions_def: {definition}\n")
