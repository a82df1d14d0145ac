import dagster as dg

def bucket(n):
    i = 0
    while True:
        if 2 ** i >= n:
            break
        i += 1
    else:
        i = -1
    return i

@dg.template_var
def select():
    out = []
    for i, n in enumerate((1, 5, 9, 17), start=1):
        if n == 5:
            continue
        out.append(f"{i}:{bucket(n)}")
    a, *rest = out
    x = y = len(rest)
    del out[0]
    return f"{a}|{rest}|{x + y}|{out[-1]}|{'big' if x > 5 else 'mid' if x > 1 else 'small'}"
