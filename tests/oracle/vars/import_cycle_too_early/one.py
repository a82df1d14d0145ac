from shop_project.defs import two

name = two.name
