# logging: loggers that write nothing. What they are told is kept; whether anything is written, Dagster decides.
# dbtplan: anew for each component
from _dbtplan import unsupported

__all__ = """CRITICAL FATAL ERROR WARNING WARN INFO DEBUG NOTSET Filter Formatter Handler FileHandler NullHandler
StreamHandler Logger LoggerAdapter basicConfig captureWarnings critical debug disable error exception fatal
getLevelName getLevelNamesMapping getLogger info log raiseExceptions root shutdown warn warning""".split()

CRITICAL = FATAL = 50
ERROR = 40
WARNING = WARN = 30
INFO = 20
DEBUG = 10
NOTSET = 0
raiseExceptions = True

NAMES = {50: "CRITICAL", 40: "ERROR", 30: "WARNING", 20: "INFO", 10: "DEBUG", 0: "NOTSET"}
LEVELS = {"CRITICAL": 50, "FATAL": 50, "ERROR": 40, "WARN": 30, "WARNING": 30, "INFO": 20, "DEBUG": 10, "NOTSET": 0}
LOGGERS = {}


def __getattr__(name):
    return unsupported("'logging." + name + "'")


def getLevelName(level):
    found = NAMES.get(level)
    if found is None:
        found = LEVELS.get(level)
    return f"Level {level}" if found is None else found


def getLevelNamesMapping():
    return dict(LEVELS)


def checked(level):
    if isinstance(level, int):
        return level
    if str(level) != level:
        raise TypeError(f"Level not an integer or a valid string: {level!r}")
    if level not in LEVELS:
        raise ValueError(f"Unknown level: {level!r}")
    return LEVELS[level]


def nothing(*args, **kwargs):
    return None


class Filter:
    def __init__(self, name=""):
        self.name = name

    def __getattr__(self, name):
        return unsupported(f"'{name}' of a Filter")


class Formatter:
    def __init__(self, fmt=None, datefmt=None, style="%", validate=True, *, defaults=None):
        self.datefmt = datefmt

    def __getattr__(self, name):
        return unsupported(f"'{name}' of a Formatter")


class Filterer:
    def __init__(self):
        self.filters = []

    def addFilter(self, filter):
        if filter not in self.filters:
            self.filters.append(filter)

    def removeFilter(self, filter):
        if filter in self.filters:
            self.filters.remove(filter)


class Handler(Filterer):
    def __init__(self, level=NOTSET):
        super().__init__()
        self.level, self.formatter, self.name = checked(level), None, None

    def __getattr__(self, name):
        return unsupported(f"'{name}' of a Handler")

    def setLevel(self, level):
        self.level = checked(level)

    def setFormatter(self, fmt):
        self.formatter = fmt

    flush = close = acquire = release = nothing


class NullHandler(Handler):
    pass


class StreamHandler(Handler):
    def __init__(self, stream=None):
        super().__init__()


class FileHandler(StreamHandler):
    def __init__(self, filename, mode="a", encoding=None, delay=False, errors=None):
        super().__init__()


class Writer:
    """What a logger and an adapter of one are told."""

    debug = info = warning = warn = error = exception = critical = fatal = log = nothing


class Logger(Filterer, Writer):
    def __init__(self, name, level=NOTSET):
        super().__init__()
        self.name, self.level, self.handlers = name, checked(level), []
        self.propagate, self.disabled = True, False

    def __getattr__(self, name):
        return unsupported(f"'{name}' of a Logger")

    def setLevel(self, level):
        self.level = checked(level)

    def addHandler(self, hdlr):
        if hdlr not in self.handlers:
            self.handlers.append(hdlr)

    def removeHandler(self, hdlr):
        if hdlr in self.handlers:
            self.handlers.remove(hdlr)

    def hasHandlers(self):
        return bool(self.handlers) or unsupported("'hasHandlers' of a Logger")

    def getEffectiveLevel(self):
        return self.level or unsupported("'getEffectiveLevel' of a Logger")

    def getChild(self, suffix):
        return getLogger(suffix if self is root else f"{self.name}.{suffix}")


class RootLogger(Logger):
    """Dagster gives it handlers and levels."""

    def __init__(self):
        super().__init__("root", WARNING)

    @property
    def handlers(self):
        return unsupported("'handlers' of the root logger")

    @handlers.setter
    def handlers(self, value):
        pass

    addHandler = removeHandler = nothing

    def getEffectiveLevel(self):
        return unsupported("'getEffectiveLevel' of the root logger")

    hasHandlers = getEffectiveLevel


class LoggerAdapter(Writer):
    def __init__(self, logger, extra=None):
        self.logger, self.extra = logger, extra

    def __getattr__(self, name):
        return unsupported(f"'{name}' of a LoggerAdapter")

    @property
    def name(self):
        return self.logger.name


root = RootLogger()


def getLogger(name=None):
    if not name or name == root.name:
        return root
    if name not in LOGGERS:
        LOGGERS[name] = Logger(name)
    return LOGGERS[name]


BASIC = "datefmt encoding errors filemode filename force format handlers level stream style".split()
CONFIGURED = []


def basicConfig(**kwargs):
    if CONFIGURED and not kwargs.get("force"):  # the root has its handler
        return
    CONFIGURED.append(True)
    if kwargs.get("level") is not None:
        root.setLevel(kwargs["level"])
    unknown = [name for name in kwargs if name not in BASIC]
    if unknown:
        raise ValueError("Unrecognised argument(s): " + ", ".join(unknown))


captureWarnings = critical = debug = disable = error = exception = fatal = info = log = nothing
shutdown = warn = warning = nothing
