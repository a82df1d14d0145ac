import dagster as dg
import requests

LIMIT = 5
RATES = requests.get("https://example.com").json()


@dg.template_var
def rates():
    return RATES["eur"]


@dg.template_var
def start():
    return f"tag:n{LIMIT}"


@dg.template_var
def supplied():
    return RATES["usd"]
