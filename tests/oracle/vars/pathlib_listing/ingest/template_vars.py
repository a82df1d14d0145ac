from pathlib import Path
import dagster as dg

HERE = Path(__file__).parent


@dg.template_var
def exc():
    return "tag:" + HERE.name + HERE.suffix + HERE.parent.stem
