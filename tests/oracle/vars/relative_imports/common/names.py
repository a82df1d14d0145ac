PREFIX = "tag:"
