import contextlib
import logging
import traceback
from typing import NoReturn
import dagster as dg

log = logging.getLogger("x")


class AppError(Exception):
    template = "{what} failed"

    def __init__(self, *args, **ctx):
        super().__init__(*args)
        self.ctx = ctx

    def __str__(self):
        return self.template.format(what=self.args[0] if self.args else "?", **self.ctx)


class NotFound(AppError, LookupError):
    template = "{what} not in {where}"


class Multi(Exception):
    def __init__(self, errors):
        self.errors = list(errors)
        super().__init__(f"{len(self.errors)} errors")


def fail(n) -> NoReturn:
    match n:
        case 0: raise NotFound("a", where="b")
        case 1: raise AppError
        case 2: raise KeyError("k", 1)
        case 3: raise NotFound("a", where=0) from ValueError("why")
        case 4: raise StopIteration(3)
        case 5: raise SystemExit(2)
        case 6: assert n < 0, {"n": n}
        case 7: raise UnicodeError("u")
        case 8: return [][n]
        case 9: raise Exception("x", "y")
        case 10: raise OSError(2, "nope", "/a")
        case 11: raise "text"
        case 12: raise Multi(ValueError(i) for i in range(2))
        case _: return not_defined


def outcome(n):
    try:
        fail(n)
    except NotFound as e:
        return f"NF {e} {e.ctx} {e.__cause__!r}"
    except (AppError, Multi) as e:
        return f"{type(e).__name__} {e} {e.args} {getattr(e, 'errors', None)}"
    except LookupError as e:
        return f"L {e!r} {e.args} {e}"
    except SystemExit as e:
        return f"exit {e.code}"
    except Exception as e:
        return f"{type(e).__qualname__}: {e} | {e!r}"
    except BaseException as e:
        return f"B {e!r}"
    finally:
        log.info("done %s", n)


def nested():
    steps = []
    for i in range(3):
        try:
            try:
                steps.append(i)
                if i == 1:
                    raise ValueError(i)
                if i == 2:
                    return steps
            except ValueError as e:
                steps.append(f"c{e}")
                raise RuntimeError("re") from e
            else:
                steps.append("else")
            finally:
                steps.append("f")
        except RuntimeError as e:
            steps.append(repr(e.__cause__))
            continue
    return "never"


class Ctx:
    def __init__(self, name, log, swallow=()): self.name, self.log, self.swallow = name, log, swallow
    def __enter__(self):
        self.log.append(f"+{self.name}")
        return self
    def __exit__(self, t, v, tb):
        self.log.append(f"-{self.name}:{t.__name__ if t else None}")
        return bool(t and self.swallow and issubclass(t, self.swallow))


def ctx():
    steps = []
    with contextlib.suppress(ZeroDivisionError), Ctx("a", steps) as a, Ctx("b", steps, KeyError):
        with Ctx("c", steps):
            {}["x"]
        steps.append("never")
    with (Ctx("d", steps, (ArithmeticError,)), Ctx("e", steps)):
        1 / 0
    return steps + [a.name]


def reraised():
    try:
        try:
            1 / 0
        except ZeroDivisionError:
            raise
    except ArithmeticError as e:
        try:
            raise ValueError("second")
        except ValueError as f:
            return f"{f.__context__!r} {f.__context__ is e} {f.__suppress_context__}"


@dg.template_var
def facts():
    out = [outcome(n) for n in range(14)] + [nested(), ctx(), reraised()]
    try:
        e
    except NameError as err:
        out.append(str(err))
    return "\n".join(map(str, out))
