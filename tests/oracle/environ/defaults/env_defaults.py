import os

DEFAULTS = {
    "DBT_START": "2024-01-01",
    "TZ_NAME": "Europe/Berlin",
    "DBT_TARGET": "dev",
    "APP_GROUP": "shop",
}


def load_defaults(defaults):
    missing = {k: v for k, v in defaults.items() if k not in os.environ}
    os.environ.update(missing)
    return missing
