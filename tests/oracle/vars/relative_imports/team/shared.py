SELECTION = "daily"
SUFFIX = "_metrics"
