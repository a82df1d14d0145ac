# dagster._check: as dagster_shared.check is called in Dagster itself, and by code of before it moved there.
from dagster_shared.check import CheckError, ElementCheckError, NotImplementedCheckError, ParameterCheckError
from dagster_shared.check import bool_param, failed, float_param, inst, inst_param, int_param, invariant, not_none
from dagster_shared.check import not_none_param, opt_bool_param, opt_float_param, opt_inst_param, opt_int_param
from dagster_shared.check import opt_str_param, param_invariant, str_param
from _dbtplan import unsupported


def __getattr__(name):
    return unsupported("'check." + name + "'")
