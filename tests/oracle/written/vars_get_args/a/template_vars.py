from typing import Optional, Union, Sequence, get_args, Literal
import dagster as dg
Layer = Literal["staging", "marts"]
@dg.template_var
def sel() -> Optional[str]:
    return " ".join(f"path:models/{l}" for l in get_args(Layer))
