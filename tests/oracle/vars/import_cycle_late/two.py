from shop_project.defs import one


def back():
    return one.name()
