import dagster as dg
import requests


class Kept:
    pass


class Model(requests.Session):
    pass


@dg.template_var
def printed():
    print("seen")
    return "a"


@dg.template_var
def start():
    Kept
    Model
    return "tag:daily"
