import dagster as dg


logger = dg.get_dagster_logger()


@dg.template_var
def region():
    logger.info("choosing")
    return "eu"
