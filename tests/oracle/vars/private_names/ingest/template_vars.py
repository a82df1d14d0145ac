import dagster as dg

class Repo:
    __default = "x"
    def __init__(self, n): self.__n = n
    def __keys(self): return [f"{self.__default}{i}" for i in range(self.__n)]
    def keys(self): return self.__keys()
class Sub(Repo):
    def __init__(self): super().__init__(2); self.__n = 5
    def mine(self): return f"n{self.__n}"
@dg.template_var
def daily():
    s = Sub()
    return dg.StaticPartitionsDefinition([*s.keys(), s.mine()])
