REGION = "eu"
OPTS = {}
