import os; os.environ["APP_X"] = "a"
