import dagster as dg


@dg.template_var
def checked():
    def check(key):
        if key == "2024-01-05":
            raise ValueError(f"no data for {key}")
        return key

    return check
