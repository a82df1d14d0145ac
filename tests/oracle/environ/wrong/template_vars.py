import os

os.environ["APP_SCHEMA"] = 3
