# os: what walks over folders of the project.
from os import listdir
from os.path import isdir, join, realpath

from _dbtplan import any_order, unsupported

__all__ = ["walk"]


class Folders:
    """A list of folders, in no known order until it is given one."""

    def __init__(self, names):
        self._names, self._is_ordered = names, len(names) < 2

    def sort(self, *, key=None, reverse=False):
        self._names, self._is_ordered = sorted(self._names, key=key, reverse=reverse), True

    def remove(self, name):
        self._names.remove(name)

    def clear(self):
        self._names.clear()

    def __setitem__(self, at, names):
        if at.start is not None or at.stop is not None or at.step is not None:
            return unsupported("such a change of the folders of 'os.walk'")
        self._names, self._is_ordered = list(names), True

    def __iter__(self):
        return iter(self._names if self._is_ordered else any_order(self._names))

    def __len__(self):
        return len(self._names)

    def __contains__(self, name):
        return name in self._names


def walk(top, topdown=True, onerror=None, followlinks=False):
    folders, files = [], []
    if not isdir(top):
        return
    for name in sorted(listdir(top)):
        (folders if isdir(join(top, name)) else files).append(name)
    dirs = Folders(folders)
    if topdown:
        yield top, dirs, any_order(files)
    for name in dirs:
        below = join(top, name)
        if followlinks or realpath(below) == join(realpath(top), name):
            yield from walk(below, topdown, onerror, followlinks)
    if not topdown:
        yield top, dirs, any_order(files)
