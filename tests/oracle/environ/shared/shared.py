import os
DAY = os.environ.setdefault("DAY", "monday")
