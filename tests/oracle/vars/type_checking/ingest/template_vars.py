import dagster as dg


from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from a_package_that_is_not_there import Thing

@dg.template_var
def v():
    return 'ok'
