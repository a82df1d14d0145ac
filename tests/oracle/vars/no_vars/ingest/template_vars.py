def v():
    return 'x'
