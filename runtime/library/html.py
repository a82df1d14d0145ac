# html: HTML's special characters.
from _dbtplan import unescape, unsupported

__all__ = ["escape", "unescape"]


def __getattr__(name):
    return unsupported("'html." + name + "'")


def escape(s, quote=True):
    s = s.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return s.replace('"', "&quot;").replace("'", "&#x27;") if quote else s
