import os; os.environ["APP_SCHEMA"] = "dev"
