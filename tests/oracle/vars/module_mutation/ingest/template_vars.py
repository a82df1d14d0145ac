import dagster as dg


NAMES = ['a']
ALIAS = NAMES
for n in ('b', 'c'):
    ALIAS.append(n)

@dg.template_var
def v():
    return '_'.join(NAMES)
