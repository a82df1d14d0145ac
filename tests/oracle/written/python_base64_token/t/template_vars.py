import dagster as dg
import base64, json

@dg.template_var
def sel():
    token = base64.b64encode(json.dumps({"a": 1}).encode()).decode().rstrip("=")
    back = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    return f"tag:{token}_{back['a']}"
