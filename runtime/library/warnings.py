# warnings: what nobody sees. A filter that turns warnings into errors, and one that records them, are left out.
# dbtplan: anew for each component
from operator import index

from _dbtplan import never_derives, unsupported

__all__ = """warn warn_explicit showwarning formatwarning filterwarnings simplefilter resetwarnings
catch_warnings""".split()

ACTIONS = ("error", "ignore", "always", "default", "module", "once")


def __getattr__(name):
    return unsupported("'warnings." + name + "'")


def warn(message, category=None, stacklevel=1, source=None):
    index(stacklevel)
    if category is not None and never_derives(category, Warning) and not isinstance(message, Warning):
        raise TypeError(f"category must be a Warning subclass, not '{type(category).__name__}'")


def warn_explicit(message, category, filename, lineno, module=None, registry=None, module_globals=None, source=None):
    return None


def filterwarnings(action, message="", category=Warning, module="", lineno=0, append=False):
    assert action in ACTIONS, f"invalid action: {action!r}"
    assert isinstance(message, str), "message must be a string"
    if never_derives(category, Warning):
        assert not never_derives(category, object), "category must be a class"
        raise AssertionError("category must be a Warning subclass")
    assert isinstance(module, str), "module must be a string"
    return simplefilter(action, category, lineno, append)


def simplefilter(action, category=Warning, lineno=0, append=False):
    assert action in ACTIONS, f"invalid action: {action!r}"
    assert isinstance(lineno, int) and lineno >= 0, "lineno must be an int >= 0"
    return unsupported("a filter that makes errors of warnings") if action == "error" else None


def resetwarnings():
    return None


class catch_warnings:
    def __init__(self, *, record=False, module=None, action=None, category=Warning, lineno=0, append=False):
        self._record = record
        self._filter = None if action is None else (action, category, lineno, append)

    def __enter__(self):
        if self._record:
            return unsupported("'warnings.catch_warnings' that records")
        if self._filter is not None:
            return simplefilter(*self._filter)

    def __exit__(self, *exc_info):
        return None
