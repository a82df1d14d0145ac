import os.path as p, sys as _sys
import datetime as dt; from functools import partial as _p
A = B = {"k": []}
C, *D = range(4)
(E, F), G = (1, 2), 3
H: "int" = 5
if _sys.version_info >= (3, 9): I = "new"
else: I = "old"
for J in range(3):
    if J == 1: continue
else: K = J
while True:
    L = 1; break
try: import ujson as json
except ImportError: import json
with open(p.join(p.dirname(__file__), "words.txt")) as M: N = M.read().split()
def _private(): return 1
class Cfg:
    a = 1
    b = a + 1
    c = [x * 2 for x in range(b)]
    d = {k: v for k, v in [("q", b)]}
    def e(self): return self.b
    f = property(lambda self: self.a)
    class Inner:
        z = "inner"
    g = Inner.z
del C
O = lambda *a, k=H, **kw: (a, k, kw)
P = [*D, *{"x": 1}]; Q = {**A, "z": 2}
R = (S := 10) + 1
T = f"{S:>4}" "tail" 'q'
U = """a
  b""".split("\n")
V = 1 if A else 2
W = not B or "w"
X = -3 ** 2; Y = ~5 & 0xFF | 1 << 4 ^ 3
Z = 10 // 3 * 2 % 4 - 1.5e1 / 4
