import os

import dagster as dg


@dg.template_var
def v():
    try:
        os.environ.get(5)
    except TypeError as error:
        first = str(error)
    try:
        5 in os.environ
    except TypeError as error:
        second = str(error)
    return (first + "," + second).replace(" ", "_").replace(",", "-") + str("NOT_SET_ANYWHERE" in os.environ)
