import dagster as dg
import uuid
NAMESPACE = uuid.UUID("6ba7b810-9dad-11d1-80b4-00c04fd430c8")

@dg.template_var
def sel():
    return "tag:" + str(uuid.uuid5(NAMESPACE, "orders"))[:8] + " tag:" + uuid.uuid5(uuid.NAMESPACE_DNS, "python.org").hex
