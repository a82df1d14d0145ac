# dagster_shared.check, which is also dagster._check: what code asserts of values (dagster_shared/check/functions.py).
# Lists, mappings and what else is looked at item by item are left out.
from _dbtplan import unsupported

__all__ = """CheckError ElementCheckError NotImplementedCheckError ParameterCheckError bool_param failed float_param
inst inst_param int_param invariant not_none not_none_param opt_bool_param opt_float_param opt_inst_param opt_int_param
opt_str_param param_invariant str_param""".split()


def __getattr__(name):
    return unsupported("'check." + name + "'")


class CheckError(Exception):
    pass


class ParameterCheckError(CheckError):
    pass


class ElementCheckError(CheckError):
    pass


class NotImplementedCheckError(CheckError):
    pass


def _behind(message):
    return " " + message if message else ""


def _wanted(ttype):
    """As it stands behind "is not "."""
    return f"one of {sorted(t.__name__ for t in ttype)}" if isinstance(ttype, tuple) else f"a {ttype.__name__}"


def invariant(condition, desc=None):
    if not condition:
        raise CheckError(f"Invariant failed. Description: {desc}" if desc else "Invariant failed.")
    return True


def param_invariant(condition, param_name, desc=None):
    if not condition:
        raise ParameterCheckError(f"Invariant violation for parameter {param_name}. Description: {desc}")


def failed(desc):
    raise CheckError(f"Failure condition: {desc}" if isinstance(desc, str) else "desc argument must be a string")


def not_none(value, additional_message=None):
    if value is None:
        raise CheckError(f"Expected non-None value: {additional_message}")
    return value


def not_none_param(obj, param_name, additional_message=None):
    desc = f"Param {param_name} cannot be none.{_behind(additional_message)}"
    param_invariant(obj is not None, param_name, desc)
    return obj


def inst(obj, ttype, additional_message=None):
    if not isinstance(obj, ttype):
        raise CheckError(
            f"Object {obj!r} is not {_wanted(ttype)}. Got {obj!r} with type {type(obj)}.{_behind(additional_message)}"
        )
    return obj


def inst_param(obj, param_name, ttype, additional_message=None):
    if not isinstance(obj, ttype):
        raise ParameterCheckError(
            f'Param "{param_name}" is not {_wanted(ttype)}. Got {obj!r} which is type'
            f" {type(obj)}.{_behind(additional_message)}"
        )
    return obj


def opt_inst_param(obj, param_name, ttype, default=None, additional_message=None):
    return default if obj is None else inst_param(obj, param_name, ttype, additional_message)


def str_param(obj, param_name, additional_message=None):
    return inst_param(obj, param_name, str, additional_message)


def opt_str_param(obj, param_name, default=None, additional_message=None):
    return opt_inst_param(obj, param_name, str, default, additional_message)


def int_param(obj, param_name, additional_message=None):
    return inst_param(obj, param_name, int, additional_message)


def opt_int_param(obj, param_name, default=None, additional_message=None):
    return opt_inst_param(obj, param_name, int, default, additional_message)


def float_param(obj, param_name, additional_message=None):
    return inst_param(obj, param_name, float, additional_message)


def opt_float_param(obj, param_name, default=None, additional_message=None):
    return opt_inst_param(obj, param_name, float, default, additional_message)


def bool_param(obj, param_name, additional_message=None):
    return inst_param(obj, param_name, bool, additional_message)


def opt_bool_param(obj, param_name, default=None, additional_message=None):
    return opt_inst_param(obj, param_name, bool, default, additional_message)
