import dagster as dg
TARGET = dg.EnvVar("DBT_TARGET")
@dg.template_var
def target():
    return TARGET.get_value("fallback")
@dg.template_var
def name():
    return f"tag:{TARGET.env_var_name} tag:{dg.EnvVar.int('N').get_value() if False else 'n'} tag:{isinstance(TARGET, str)}"
@dg.template_var
def n():
    return "tag:n%s" % dg.EnvVar.int("N_SHARDS").get_value(3)
