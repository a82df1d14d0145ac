import os
import dagster as dg


@dg.template_var
def dbt_dir():
    return os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "..", "dbt")


@dg.template_var
def folder():
    return os.path.basename(os.path.dirname(os.path.realpath(__file__)))


@dg.template_var
def above():
    return os.path.basename(os.path.abspath("/a/./b/../c/"))
