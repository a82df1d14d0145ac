import os.path as places


class Kind:
    pass


def name_of(path):
    return places.splitext(places.basename(path))[0].replace("_", " ")
