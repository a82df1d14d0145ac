import os
import dagster as dg
class Settings:
    def __init__(self):
        os.environ["APP_SCHEMA"] = "dev"
S = Settings()
@dg.template_var
def target():
    return "x"
