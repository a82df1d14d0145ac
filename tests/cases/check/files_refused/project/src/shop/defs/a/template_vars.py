import json
import os
from pathlib import Path

import dagster as dg
import yaml

HERE = Path(__file__).parent


@dg.template_var
def v01_relative():
    return Path("a.txt").read_text()


@dg.template_var
def v02_outside():
    return os.path.exists("/etc/passwd")


@dg.template_var
def v03_outside_by_dots():
    return open(HERE / "../../../../../outside.txt").read()


@dg.template_var
def v04_writing():
    return open(HERE / "a.txt", "a").write("x")


@dg.template_var
def v05_buffering():
    return open(HERE / "two.yaml", buffering=1).read()


@dg.template_var
def v06_line_ends():
    return open(HERE / "two.yaml", newline="\n").read()


@dg.template_var
def v07_encoding():
    return (HERE / "two.yaml").read_text(encoding="cp1252")


@dg.template_var
def v08_order():
    return [path.name for path in HERE.glob("*.yaml")]


@dg.template_var
def v09_below():
    return sorted(HERE.glob("**"))


@dg.template_var
def v10_no_folder():
    return sorted((HERE / "absent").iterdir())


@dg.template_var
def v11_shown():
    return str(open(HERE / "two.yaml"))


@dg.template_var
def v12_seek():
    return open(HERE / "two.yaml").seek(0)


@dg.template_var
def v13_several_documents():
    return yaml.safe_load((HERE / "two.yaml").read_text())


@dg.template_var
def v14_broken():
    return yaml.safe_load((HERE / "broken.yaml").read_text())


@dg.template_var
def v15_no_day():
    return yaml.safe_load((HERE / "no_day.yaml").read_text())


@dg.template_var
def v16_time():
    return yaml.safe_load((HERE / "time.yaml").read_text())


@dg.template_var
def v17_tags():
    return yaml.safe_load((HERE / "tags.yaml").read_text())


@dg.template_var
def v18_loader():
    return yaml.load((HERE / "two.yaml").read_text(), Loader=yaml.FullLoader)


@dg.template_var
def v19_object_of_its_own():
    return json.load(Own())


@dg.template_var
def v20_dump():
    return yaml.safe_dump({}, indent=4)


@dg.template_var
def v21_number():
    return open(3).read()


@dg.template_var
def v22_key_of_list():
    return yaml.safe_load("? [1]\n: 2\n")


@dg.template_var
def v23_descriptor():
    return open(HERE / "two.yaml", closefd=False).read()


class Own:
    def read(self):
        return "1"


@dg.template_var
def v24_pattern():
    return sorted(HERE.glob("**"))


@dg.template_var
def v25_pattern():
    return sorted(HERE.glob("**/../two.yaml"))


@dg.template_var
def v26_pattern():
    return sorted(HERE.glob(""))


@dg.template_var
def v27_pattern():
    return sorted(HERE.glob("."))
