from pydantic import BaseModel
import dagster as dg


class Target(BaseModel):
    name: str
    schema_name: str

    def __init__(self, name: str, **data):
        data.setdefault("schema_name", f"{name}_schema")
        super().__init__(name=name, **data)


@dg.template_var
def args():
    t = Target("dev")
    return ["build", "--target", t.name, "--vars", t.model_dump()]
