import shop_project.defs.one as one

name = one.name
