import dagster as dg


from dagster import BackfillPolicy

POLICIES = {"prod": BackfillPolicy.single_run(), "dev": BackfillPolicy.multi_run(3)}


@dg.template_var
def policy():
    import os

    return POLICIES[os.getenv("DEPLOYMENT", "dev")]
