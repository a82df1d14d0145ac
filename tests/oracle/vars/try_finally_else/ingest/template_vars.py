import dagster as dg


def attempt(text):
    log = []
    try:
        n = int(text)
    except (ValueError, TypeError) as e:
        log.append(type(e).__name__)
    else:
        log.append(str(n))
    finally:
        log.append("end")
    return "_".join(log)


@dg.template_var
def x():
    return attempt("5") + "_" + attempt("five") + "_" + attempt(None)
