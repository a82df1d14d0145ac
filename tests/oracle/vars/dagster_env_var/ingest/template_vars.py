import dagster as dg

STAGE = dg.EnvVar("STAGE")


@dg.template_var
def target():
    return STAGE.get_value("dev")


@dg.template_var
def name():
    days = dg.EnvVar.int("DAYS")
    read = [STAGE.get_value(), STAGE.get_value(default="none"), STAGE.env_var_name]
    read += [days.get_value(), days.get_value(7), days.env_var_name]
    return "_".join(str(one) for one in read)
