from ..settings import PREFIX

REGIONS = tuple(PREFIX + r for r in ("eu", "us"))
