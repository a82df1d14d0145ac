import dagster as dg

from .settings import Columns, MissingSetting, Settings, SettingsError, Tags, WrongSetting, current, layered as layers_of

FIXED = Settings({"b": 1}, a=2)


@dg.template_var
def settings() -> Settings:
    return current()


@dg.template_var
def fixed() -> Settings:
    return FIXED


@dg.template_var
def threads() -> int:
    return current().get("threads", 1) + current().get("no_such", 0) + len(FIXED)


@dg.template_var
def target() -> str:
    return "-".join(f"{name}={value}" for name, value in current().items())


@dg.template_var
def found() -> list[str]:
    told = []
    for name in ("target", "tarjet"):
        try:
            told.append(current()[name])
        except LookupError as error:
            told.append(str(error))
    for kind in (WrongSetting, MissingSetting):
        try:
            raise kind("x")
        except (ValueError, KeyError) as error:
            told.append(f"{error!r} {isinstance(error, SettingsError)} {'x' in current()}")
    return told


@dg.template_var
def layers() -> dict:
    made = layers_of()
    made["n"] = len(made)
    return dict(sorted(made.items())) | dict(Tags({" a ": 1}, b=2))


@dg.template_var
def columns() -> list:
    made = Columns("id", "at", "id")
    return [list(reversed(made)), made.index("at"), made.count("id"), "at" in made, made[1:]]


@dg.template_var
def layered():
    return layers_of()
