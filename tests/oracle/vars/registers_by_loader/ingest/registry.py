JOBS = {}
def names(): return '_'.join(JOBS)
