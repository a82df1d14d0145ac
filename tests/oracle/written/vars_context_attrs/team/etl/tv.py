from shop_project.defs.t.template_vars import name
