# collections.abc: the classes that a class of one's own can be derived from, with what they add to it.
from abc import abstractmethod

__all__ = ["Callable", "Collection", "Container", "Hashable", "ItemsView", "Iterable", "Iterator", "KeysView", "Mapping",
           "MappingView", "MutableMapping", "MutableSequence", "Reversible", "Sequence", "Sized", "ValuesView"]


class Hashable:
    @abstractmethod
    def __hash__(self):
        return 0


class Iterable:
    @abstractmethod
    def __iter__(self):
        return iter(())


class Iterator(Iterable):
    @abstractmethod
    def __next__(self):
        raise StopIteration

    def __iter__(self):
        return self


class Sized:
    @abstractmethod
    def __len__(self):
        return 0


class Container:
    @abstractmethod
    def __contains__(self, x):
        return False


class Collection(Sized, Iterable, Container):
    pass


class Callable:
    @abstractmethod
    def __call__(self, *args, **kwds):
        return False


class Reversible(Iterable):
    @abstractmethod
    def __reversed__(self):
        return iter(())


class Sequence(Reversible, Collection):
    @abstractmethod
    def __getitem__(self, index):
        raise IndexError

    def __iter__(self):
        i = 0
        try:
            while True:
                v = self[i]
                yield v
                i += 1
        except IndexError:
            return

    def __contains__(self, value):
        return any(v is value or v == value for v in self)

    def __reversed__(self):
        return (self[i] for i in range(len(self) - 1, -1, -1))

    def index(self, value, start=0, stop=None):
        if start is not None and start < 0:
            start = max(len(self) + start, 0)
        if stop is not None and stop < 0:
            stop += len(self)
        i = start
        while stop is None or i < stop:
            try:
                v = self[i]
            except IndexError:
                break
            if v is value or v == value:
                return i
            i += 1
        raise ValueError

    def count(self, value):
        return sum(1 for v in self if v is value or v == value)


class MutableSequence(Sequence):
    @abstractmethod
    def __setitem__(self, index, value):
        raise IndexError

    @abstractmethod
    def __delitem__(self, index):
        raise IndexError

    @abstractmethod
    def insert(self, index, value):
        raise IndexError

    def append(self, value):
        self.insert(len(self), value)

    def clear(self):
        try:
            while True:
                self.pop()
        except IndexError:
            pass

    def reverse(self):
        n = len(self)
        for i in range(n // 2):
            self[i], self[n - i - 1] = self[n - i - 1], self[i]

    def extend(self, values):
        if values is self:
            values = list(values)
        for v in values:
            self.append(v)

    def pop(self, index=-1):
        v = self[index]
        del self[index]
        return v

    def remove(self, value):
        del self[self.index(value)]

    def __iadd__(self, values):
        self.extend(values)
        return self


class Mapping(Collection):
    @abstractmethod
    def __getitem__(self, key):
        raise KeyError

    def get(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            return default

    def __contains__(self, key):
        try:
            self[key]
        except KeyError:
            return False
        return True

    def keys(self):
        return KeysView(self)

    def items(self):
        return ItemsView(self)

    def values(self):
        return ValuesView(self)

    def __eq__(self, other):
        if not isinstance(other, (Mapping, dict)):
            return NotImplemented
        return dict(self.items()) == dict(other.items())

    __reversed__ = None


class MutableMapping(Mapping):
    @abstractmethod
    def __setitem__(self, key, value):
        raise KeyError

    @abstractmethod
    def __delitem__(self, key):
        raise KeyError

    def pop(self, key, *default):
        if len(default) > 1:
            raise TypeError(f"MutableMapping.pop() takes from 2 to 3 positional arguments but {len(default) + 2} were given")
        try:
            value = self[key]
        except KeyError:
            if default:
                return default[0]
            raise
        del self[key]
        return value

    def popitem(self):
        for key in self:
            value = self[key]
            del self[key]
            return key, value
        raise KeyError

    def clear(self):
        try:
            while True:
                self.popitem()
        except KeyError:
            pass

    def update(self, other=(), /, **kwds):
        if isinstance(other, (Mapping, dict)):
            for key in other:
                self[key] = other[key]
        elif hasattr(other, "keys"):
            for key in other.keys():
                self[key] = other[key]
        else:
            for key, value in other:
                self[key] = value
        for key, value in kwds.items():
            self[key] = value

    def setdefault(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            self[key] = default
        return default


class MappingView(Sized):
    def __init__(self, mapping):
        self._mapping = mapping

    def __len__(self):
        return len(self._mapping)

    def __repr__(self):
        return f"{type(self).__name__}({self._mapping!r})"


class ValuesView(MappingView):
    def __iter__(self):
        return map(self._mapping.__getitem__, self._mapping)

    def __contains__(self, value):
        return any(value is each or value == each for each in self)


def is_set(value):
    return isinstance(value, (SetView, set, frozenset, type({}.keys()), type({}.items())))


def items_of(value):
    """What an operator takes beside a view; None: it takes no such thing."""
    try:
        return value if is_set(value) else list(value)
    except TypeError:
        return None


def has_text(items):
    """Then no order is known, and the set must not be stepped through."""
    return any(isinstance(item, str) for item in items)


def without(items, others):
    return {item for item in items if item not in others}


class SetView(MappingView):
    """The operators of `collections.abc.Set`."""

    __hash__ = None

    def __le__(self, other):
        return len(self) <= len(other) and all(item in other for item in self) if is_set(other) else NotImplemented

    def __lt__(self, other):
        return len(self) < len(other) and self <= other if is_set(other) else NotImplemented

    def __ge__(self, other):
        return len(self) >= len(other) and all(item in self for item in other) if is_set(other) else NotImplemented

    def __gt__(self, other):
        return len(self) > len(other) and self >= other if is_set(other) else NotImplemented

    def __eq__(self, other):
        return len(self) == len(other) and self <= other if is_set(other) else NotImplemented

    def isdisjoint(self, other):
        return not any(item in self for item in other)

    def __and__(self, other):
        items = items_of(other)
        if items is None:
            return NotImplemented
        return set(items) & set(self) if has_text(items) else {item for item in items if item in self}

    def __or__(self, other):
        items = items_of(other)
        if items is None:
            return NotImplemented
        return set(self) | set(items) if has_text(items) else {item for each in (self, items) for item in each}

    def __sub__(self, other):
        items = items_of(other)
        return NotImplemented if items is None else without(self, set(items))

    def __rsub__(self, other):
        items = items_of(other)
        if items is None:
            return NotImplemented
        items = set(items)
        return items - set(self) if has_text(items) else without(items, self)

    def __xor__(self, other):
        items = items_of(other)
        if items is None:
            return NotImplemented
        items = set(items)
        if has_text(items):
            return set(self) ^ items
        return {item for each in (without(self, items), without(items, self)) for item in each}

    __rand__ = __and__
    __ror__ = __or__
    __rxor__ = __xor__


class KeysView(SetView):
    def __iter__(self):
        return iter(self._mapping)

    def __contains__(self, key):
        return key in self._mapping


class ItemsView(SetView):
    def __iter__(self):
        return ((key, self._mapping[key]) for key in self._mapping)

    def __contains__(self, item):
        key, value = item
        try:
            found = self._mapping[key]
        except KeyError:
            return False
        return found is value or found == value
