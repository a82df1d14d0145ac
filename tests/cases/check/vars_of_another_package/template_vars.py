import dagster as dg
from company_library.vars import frequency as shared
from company_library.vars import unread

made = dg.template_var(shared)
