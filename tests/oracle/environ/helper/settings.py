import os

SCHEMA = os.environ.setdefault("APP_SCHEMA", "dev")
TARGET = os.environ.get("APP_SCHEMA")
