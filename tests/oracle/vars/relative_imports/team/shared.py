SELECTION = "dail"
SUFFIX = "y"
