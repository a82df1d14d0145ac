# os.path: paths compared with one another.
from os import environ
from os.path import normpath

from _dbtplan import unsupported

__all__ = ["commonpath", "commonprefix", "curdir", "expanduser", "expandvars", "extsep", "normcase", "pardir", "pathsep",
           "relpath"]

curdir, extsep, pardir, pathsep = ".", ".", "..", ":"


def text_of(path):
    return path if isinstance(path, str) else str(path)


def normcase(s):
    return text_of(s)


def relpath(path, start=None):
    path, start = text_of(path), text_of(curdir if start is None else start)
    if not path:
        raise ValueError("no path specified")
    if path.startswith("/") != start.startswith("/"):
        return unsupported("'relpath' of a relative path")
    path, start = ([part for part in normpath(each).split("/") if part and part != curdir] for each in (path, start))
    if pardir in start[:1] or pardir in path[:1]:
        return unsupported("'relpath' of a path that begins with '..'")
    same = 0
    while same < min(len(path), len(start)) and path[same] == start[same]:
        same += 1
    return "/".join([pardir] * (len(start) - same) + path[same:]) or curdir


def commonprefix(m):
    if not m:
        return ""
    low, high = min(m), max(m)
    for i, item in enumerate(low):
        if item != high[i]:
            return low[:i]
    return low


def commonpath(paths):
    paths = [text_of(path) for path in paths]
    if not paths:
        raise ValueError("commonpath() arg is an empty sequence")
    if len({path.startswith("/") for path in paths}) > 1:
        raise ValueError("Can't mix absolute and relative paths")
    parts = [[part for part in path.split("/") if part and part != curdir] for path in paths]
    return ("/" if paths[0].startswith("/") else "") + "/".join(commonprefix(parts))


def expanduser(path):
    path = text_of(path)
    return unsupported("'expanduser' of a path that begins with '~'") if path.startswith("~") else path


def expandvars(path):
    import re

    def value_of(found):
        name = found[1] or found[2]
        return environ.get(name, found[0])

    return re.sub(r"\$(?:(\w+)|\{([^}]*)\})", value_of, text_of(path), flags=re.ASCII)
