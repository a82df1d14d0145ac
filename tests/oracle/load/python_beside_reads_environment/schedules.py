import os
KEY = os.environ["NO_SUCH_KEY"]
