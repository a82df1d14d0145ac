# functools: functions that choose by the class of what they are given.
from _dbtplan import first_hint, unsupported

__all__ = ["singledispatch"]


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
