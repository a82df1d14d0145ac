from shop_project.defs.lib.components.dbt_component import *
