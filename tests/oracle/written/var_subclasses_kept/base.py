class Mart:
    tag = ""
