PREFIX = "r-"
