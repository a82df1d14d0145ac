import os
import dagster as dg
class Settings:
    def load(self):
        os.environ["APP_SCHEMA"] = "dev"
    @classmethod
    def load2(cls):
        os.environ["APP_SCHEMA"] = "dev"
Settings.load2()
@dg.template_var
def target():
    return "x"
