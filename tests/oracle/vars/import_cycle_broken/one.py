from shop_project.defs.two import B

A = 'a'
