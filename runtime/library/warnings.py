# warnings: what nobody sees. A filter that turns warnings into errors, and one that records them, are left out.
# dbtplan: anew for each component
from _dbtplan import unsupported

__all__ = """warn warn_explicit showwarning formatwarning filterwarnings simplefilter resetwarnings
catch_warnings""".split()

ACTIONS = ("error", "ignore", "always", "default", "module", "once")


def __getattr__(name):
    return unsupported("'warnings." + name + "'")


def warn(message, category=None, stacklevel=1, source=None):
    return None


def warn_explicit(message, category, filename, lineno, module=None, registry=None, module_globals=None, source=None):
    return None


def taken(action):
    assert action in ACTIONS, f"invalid action: {action!r}"
    return unsupported("a filter that makes errors of warnings") if action == "error" else None


def filterwarnings(action, message="", category=Warning, module="", lineno=0, append=False):
    return taken(action)


def simplefilter(action, category=Warning, lineno=0, append=False):
    return taken(action)


def resetwarnings():
    return None


class catch_warnings:
    def __init__(self, *, record=False, module=None, action=None, category=Warning, lineno=0, append=False):
        self._record = record
        self._action = action

    def __enter__(self):
        if self._record:
            return unsupported("'warnings.catch_warnings' that records")
        if self._action is not None:
            return taken(self._action)

    def __exit__(self, *exc_info):
        return None
