# logging.config: what configures loggers; they write nothing.

__all__ = ["dictConfig", "fileConfig"]


def dictConfig(config):
    return None


def fileConfig(fname, defaults=None, disable_existing_loggers=True, encoding=None):
    return None
