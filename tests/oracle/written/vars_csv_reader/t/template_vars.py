import csv
import io
import dagster as dg

TABLE = """\
model,tag
orders_by_day,daily
customers,weekly
"""

@dg.template_var
def select():
    reader = csv.reader(io.StringIO(TABLE))
    next(reader)
    return " ".join(model for model, tag in reader if tag == "weekly")
