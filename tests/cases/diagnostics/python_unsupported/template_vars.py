import requests
import dagster as dg


@dg.template_var
def start():
    return requests.get('x').text
