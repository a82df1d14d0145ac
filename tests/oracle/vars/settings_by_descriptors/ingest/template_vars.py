import dagster as dg

from .settings import Command, Settings, read


@dg.template_var
def threads():
    return Settings().threads * Settings(retries=3).retries


@dg.template_var
def target():
    try:
        Settings(retries=0)
    except ValueError as error:
        return f"{Settings().target} {Settings.target.variable}: {error}"


@dg.template_var
def paths():
    parser = read()
    return [parser["dbt"]["logs"], parser.get("paths", "data"), parser.get("paths", "data", raw=True)]


@dg.template_var
def commands():
    return Command().build("--select", "a").refresh().calls
