RATE = "a" + 1
