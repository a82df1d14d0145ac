def label():
    return "none"
