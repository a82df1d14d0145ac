import dagster as dg


def codes():
    for country in ("de", "fr", "it"):
        yield country
        if country == "fr":
            yield country + "-corse"


@dg.template_var
def regions():
    return dg.StaticPartitionsDefinition(list(codes()))
