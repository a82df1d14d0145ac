import dagster as dg
import yaml

TEXTS = """
- 2024-01-01T10:00:00Z
- 2024-01-01t1:02:03.5+01:30
- 2024-01-01 10:00:00
- 2024-1-2   10:00:00.123456789 -5
- 2024-01-01T10:00
- 2024-01-01 10:00:00 Z
- 2024-01-01T10:00:00.+1:00
- 2024-01-01T10:00:00z
- 2024-1-2
- 2024-01-01T10:00:00 +01:0
- "2024-01-01T10:00:00Z"
- 2024-01-01T10:00:00.
- 2024-01-01T
- 2024-12-31T23:59:59.999+14:00
"""


@dg.template_var
def times():
    read = yaml.safe_load(TEXTS)
    return "fqn:* " + ";".join(repr(item).replace("datetime.", "").replace(" ", "") for item in read)
