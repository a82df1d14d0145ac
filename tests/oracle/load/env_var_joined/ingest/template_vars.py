import dagster as dg


@dg.template_var
def skipped():
    return dg.EnvVar("SKIPPED_TAG")
