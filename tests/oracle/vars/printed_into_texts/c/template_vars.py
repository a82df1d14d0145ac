import io
import sys
from contextlib import closing
import dagster as dg


class Tee:
    def __init__(self, *sinks): self.sinks, self.n = sinks, 0
    def write(self, text):
        self.n += 1
        for s in self.sinks:
            s.write(text)
        return len(text)
    def flush(self): pass


class Lines(list):
    def write(self, t):
        if t != "\n":
            self.append(t)


class Builder:
    def __init__(self): self._buf, self._indent = io.StringIO(), 0
    def __enter__(self):
        self._indent += 2
        return self
    def __exit__(self, *a): self._indent -= 2
    def line(self, text="", *args, **kw):
        print(" " * self._indent, text.format(*args, **kw), sep="", file=self._buf)
        return self
    def __str__(self): return self._buf.getvalue()


@dg.template_var
def facts():
    a, lines = io.StringIO(), Lines()
    t = Tee(a, lines)
    print("x", 1, None, sep="-", end="!\n", file=t)
    print(file=t)
    print("only", file=t, flush=True)
    print("to stderr", file=sys.stderr)
    b = Builder().line("models:")
    with b:
        b.line("- name: {}", "orders").line()
        with b:
            b.line("tags: [{tags}]", tags=", ".join("ab"))
    s = io.StringIO("hello world")
    s.write("HE"); pos = s.tell(); rest = s.read(); s.seek(0); first = s.readline()
    s.seek(0, 2); s.writelines(["!", "?\n"]); s.seek(3); s.truncate(); v = s.getvalue()
    with closing(io.StringIO()) as q:
        n = q.write("äö")
    out = [a.getvalue(), lines, t.n, str(b), pos, rest, first, v, n, q.closed]
    for bad in (lambda: q.getvalue(), lambda: q.write("x"), lambda: io.StringIO().write(3), lambda: print("x", file=3)):
        try:
            out.append(bad())
        except Exception as e:
            out.append(f"{type(e).__name__}: {e}")
    chunks = io.StringIO("abcdefg")
    out.append([c for c in iter(lambda: chunks.read(3), "")])
    return "\n".join(map(str, out))
