# contextlib: managers that a generator makes, decorators, and stacks of managers.
from functools import wraps

from _dbtplan import unsupported

__all__ = ["AbstractContextManager", "ContextDecorator", "ExitStack", "closing", "contextmanager"]

NOTHING = (None, None, None)
FUNCTIONS = ("function", "method", "builtin_function_or_method")


class AbstractContextManager:
    def __enter__(self):
        return self

    def __exit__(self, exc_type, exc_value, traceback):
        return None


class ContextDecorator:
    def _recreate_cm(self):
        return self

    def __call__(self, func):
        @wraps(func)
        def inner(*args, **kwds):
            with self._recreate_cm():
                return func(*args, **kwds)

        return inner


class _GeneratorContextManager(ContextDecorator):
    def __init__(self, func, args, kwds):
        self.gen = func(*args, **kwds)
        if type(self.gen).__name__ != "generator":
            unsupported("a 'contextmanager' that is no generator")
        self.func, self.args, self.kwds = func, args, kwds

    def _recreate_cm(self):
        return type(self)(self.func, self.args, self.kwds)

    def __enter__(self):
        for value in self.gen:
            return value
        raise RuntimeError("generator didn't yield")

    def __exit__(self, exc_type, exc_value, traceback):
        if exc_type is None:
            for _ in self.gen:
                raise RuntimeError("generator didn't stop")
            return False
        try:
            self.gen.throw(exc_value)
        except StopIteration as error:
            return error is not exc_value
        except BaseException as error:
            if error is exc_value:
                return False
            raise
        raise RuntimeError("generator didn't stop after throw()")


def contextmanager(func):
    @wraps(func)
    def helper(*args, **kwds):
        return _GeneratorContextManager(func, args, kwds)

    return helper


class closing(AbstractContextManager):
    def __init__(self, thing):
        self.thing = thing

    def __enter__(self):
        return self.thing

    def __exit__(self, *details):
        self.thing.close()


class ExitStack(AbstractContextManager):
    def __init__(self):
        self._exits = []

    def enter_context(self, cm):
        entered = cm.__enter__()
        self._exits.append(cm.__exit__)
        return entered

    def push(self, exit):
        self._exits.append(exit if type(exit).__name__ in FUNCTIONS else exit.__exit__)
        return exit

    def callback(self, callback, /, *args, **kwds):
        def leave(*details):
            callback(*args, **kwds)

        self._exits.append(leave)
        return callback

    def pop_all(self):
        other = type(self)()
        other._exits, self._exits = self._exits, []
        return other

    def __exit__(self, *details):
        given, raised = details[0] is not None, None
        swallowed = False
        while self._exits:
            try:
                if self._exits.pop()(*details):
                    swallowed, raised, details = True, None, NOTHING
            except BaseException as error:
                raised, details = error, (type(error), error, None)
        if raised is not None:
            raise raised
        return given and swallowed

    def close(self):
        self.__exit__(*NOTHING)
