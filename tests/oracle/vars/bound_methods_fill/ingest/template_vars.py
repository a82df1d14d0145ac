import os
import dagster as dg
OWN = []
add = OWN.append
add("bound")
class S:
    def __init__(self): self.items = []
    def add(self, v): self.items.append(v)
s = S()
put = s.add
put("two")

@dg.template_var
def probe():
    return "m_" + "".join(OWN) + "".join(s.items) + os.environ.get("Q","")
