import dagster as dg


import os


@dg.template_var
def target():
    match os.getenv("DEPLOYMENT", "local"):
        case "prod" | "production":
            return "prod"
        case name if name.startswith("branch-"):
            return "dev"
        case _:
            return "dev"
