from shop_project.defs import two


def go():
    return two.back()


def name():
    return 'cycle'
