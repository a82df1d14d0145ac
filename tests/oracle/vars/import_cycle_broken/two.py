from shop_project.defs.one import A

B = A
