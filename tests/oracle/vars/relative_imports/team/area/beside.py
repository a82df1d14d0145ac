KNOWN = True
