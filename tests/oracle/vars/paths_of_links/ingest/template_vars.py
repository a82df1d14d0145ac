from pathlib import Path

import dagster as dg

HERE = Path(__file__).parent


def told(pattern):
    return sorted("_".join(path.relative_to(HERE).parts) for path in HERE.glob(pattern))


@dg.template_var
def plain():
    return "-".join(told("linked/*.sql") + ["/"] + told("*/*.sql") + ["/"] + told("more/*/*.sql") + ["/"] + told("lin*/a.*"))


@dg.template_var
def below():
    found = sorted("_".join(path.relative_to(HERE).parts) for path in HERE.rglob("*.sql"))
    return "-".join(told("**/*.sql") + ["/"] + told("**/a.sql") + ["/"] + told("more/**/c.sql") + ["/"] + told("linked/**/*.sql") + ["/"] + found)
