import os
from dagster import template_var
from shop_project.defs.shared import DAY

@template_var
def sel():
    return "fqn:shop.staging.*" if DAY else "x"
