names = {"a": "b"}
SHOWN = f"{names["a"]} of {", ".join(f"{name}" for name in names)}"
LINES = f"{"\n".join(names)}"
