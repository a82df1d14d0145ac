# functools: functions that choose by the class of what they are given, and classes in an order.
from functools import partial

from _dbtplan import add_method, first_hint, has_ordering, unsupported

__all__ = ["partialmethod", "singledispatch", "singledispatchmethod", "total_ordering"]

# What each of them, where a class has it, tells of the others, in the order in which they are preferred.
ORDERINGS = {
    "__lt__": {
        "__gt__": lambda said, a, b: not said and a != b,
        "__le__": lambda said, a, b: said or a == b,
        "__ge__": lambda said, a, b: not said,
    },
    "__le__": {
        "__ge__": lambda said, a, b: not said or a == b,
        "__lt__": lambda said, a, b: said and a != b,
        "__gt__": lambda said, a, b: not said,
    },
    "__gt__": {
        "__lt__": lambda said, a, b: not said and a != b,
        "__ge__": lambda said, a, b: said or a == b,
        "__le__": lambda said, a, b: not said,
    },
    "__ge__": {
        "__le__": lambda said, a, b: not said or a == b,
        "__gt__": lambda said, a, b: said and a != b,
        "__lt__": lambda said, a, b: not said,
    },
}


def ordering_by(root, conclude):
    def compare(self, other):
        said = getattr(type(self), root)(self, other)
        return said if said is NotImplemented else conclude(said, self, other)

    return compare


def total_ordering(cls):
    own = [name for name in ORDERINGS if has_ordering(cls, name)]
    if not own:
        raise ValueError("must define at least one ordering operation: < > <= >=")
    for name, conclude in ORDERINGS[own[0]].items():
        if name not in own:
            add_method(cls, name, ordering_by(own[0], conclude))
    return cls


class singledispatch:
    def __init__(self, func):
        self.__wrapped__, self.__name__, self.__doc__ = func, func.__name__, func.__doc__
        self.registry = {object: func}

    def register(self, cls, func=None):
        if type(cls).__name__ == "function":
            self.registry[first_hint(cls)] = cls
            return cls
        if func is None:
            return lambda f: self.register(cls, f)
        self.registry[cls] = func
        return func

    def dispatch(self, cls):
        """That of the class which derives from all others that fit."""
        fitting = [base for base in self.registry if issubclass(cls, base)]
        for base in fitting:
            if all(issubclass(base, other) for other in fitting):
                return self.registry[base]
        return unsupported("'singledispatch' between classes of which neither derives from the other")

    def __call__(self, *args, **kwargs):
        if not args:
            raise TypeError(f"{self.__name__} requires at least 1 positional argument")
        return self.dispatch(type(args[0]))(*args, **kwargs)


def is_function(value):
    return type(value).__name__ == "function"


class partialmethod:
    def __init__(self, func, /, *args, **keywords):
        if isinstance(func, partialmethod):
            func, args, keywords = func.func, func.args + args, {**func.keywords, **keywords}
        if not is_function(func):
            unsupported("'partialmethod' of what is no function")
        self.func, self.args, self.keywords = func, args, keywords

    def __get__(self, obj, cls=None):
        def method(cls_or_self, /, *args, **keywords):
            return self.func(cls_or_self, *self.args, *args, **{**self.keywords, **keywords})

        return method if obj is None else partial(method, obj)


class singledispatchmethod:
    def __init__(self, func):
        if not is_function(func):
            unsupported("'singledispatchmethod' of what is no function")
        self.dispatcher, self.func = singledispatch(func), func

    def register(self, cls, method=None):
        return self.dispatcher.register(cls, func=method)

    def __get__(self, obj, cls=None):
        def method(*args, **kwargs):
            return self.dispatcher.dispatch(type(args[0]))(obj, *args, **kwargs)

        return method
