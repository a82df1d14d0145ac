import dagster as dg

import shop_project.defs.lib.deep.words


@dg.template_var
def v():
    return shop_project.defs.lib.deep.words.word()
