from pathlib import PurePosixPath

import dagster as dg


@dg.template_var
def group_of():
    def inner(node: dict) -> str:
        names = [key for key in node if key.startswith("n")]
        names.sort()
        first = f"{node['name']}".split("_")[0].lower()
        assert first and {**node, "x": names}.pop("x") == names
        return PurePosixPath(node["original_file_path"]).parent.name
    return inner
