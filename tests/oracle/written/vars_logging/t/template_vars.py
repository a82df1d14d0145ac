import logging
import warnings
import dagster as dg

logger = logging.getLogger(__name__)

@dg.template_var
def select():
    logger.info("selecting %s", "daily")
    warnings.warn("old", DeprecationWarning)
    print("loading")
    return "tag:daily"
