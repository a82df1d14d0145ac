# collections: a mapping that a class of one's own can be derived from.

__all__ = ["UserDict"]


class View:
    def __init__(self, mapping):
        self._mapping = mapping

    def __len__(self):
        return len(self._mapping)

    def __repr__(self):
        return f"{type(self).__name__}({self._mapping!r})"


class ValuesView(View):
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


class SetView(View):
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


class UserDict:
    def __init__(self, dict=None, /, **kwargs):
        self.data = {}
        if dict is not None:
            self.update(dict)
        if kwargs:
            self.update(kwargs)

    def __len__(self):
        return len(self.data)

    def __getitem__(self, key):
        if key in self.data:
            return self.data[key]
        return self.__missing__(key)

    def __missing__(self, key):
        raise KeyError(key)

    def __setitem__(self, key, item):
        self.data[key] = item

    def __delitem__(self, key):
        del self.data[key]

    def __iter__(self):
        return iter(self.data)

    def __contains__(self, key):
        return key in self.data

    def __repr__(self):
        return repr(self.data)

    def __eq__(self, other):
        if not isinstance(other, (UserDict, dict)):
            return NotImplemented
        return dict(self.items()) == dict(other.items())

    def __or__(self, other):
        if isinstance(other, UserDict):
            return type(self)(self.data | other.data)
        return type(self)(self.data | other) if isinstance(other, dict) else NotImplemented

    def __ror__(self, other):
        return type(self)(other | self.data) if isinstance(other, dict) else NotImplemented

    def __ior__(self, other):
        self.data |= other.data if isinstance(other, UserDict) else other
        return self

    @classmethod
    def fromkeys(cls, iterable, value=None):
        made = cls()
        for key in iterable:
            made[key] = value
        return made

    def get(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            return default

    def keys(self):
        return KeysView(self)

    def values(self):
        return ValuesView(self)

    def items(self):
        return ItemsView(self)

    def pop(self, key, *default):
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
        while self.data:
            self.popitem()

    def setdefault(self, key, default=None):
        try:
            return self[key]
        except KeyError:
            self[key] = default
        return default

    def update(self, other=(), /, **kwargs):
        if isinstance(other, (UserDict, dict)):
            for key in other:
                self[key] = other[key]
        else:
            for key, value in other:
                self[key] = value
        for key, value in kwargs.items():
            self[key] = value

    def copy(self):
        if type(self) is UserDict:
            return UserDict(self.data.copy())
        import copy
        data = self.data
        try:
            self.data = {}
            made = copy.copy(self)
        finally:
            self.data = data
        made.update(self)
        return made
