import dagster as dg


v = dg.template_var(lambda: 'lam')
