import dagster as dg


class dotdict(dict):
    """dot.notation access to dictionary attributes"""

    __getattr__ = dict.get
    __setattr__ = dict.__setitem__
    __delattr__ = dict.__delitem__


cfg = dotdict({"zone": "Asia/Seoul", "n": 3})
cfg.extra = "x"
cfg.gone = 1
del cfg.gone


@dg.template_var
def facts():
    return f"{cfg.zone}|{cfg.extra}|{cfg.nothing}|{sorted(cfg)}|{cfg['extra']}|{len(cfg)}|{hasattr(cfg, 'zzz')}"


@dg.template_var
def c():
    return cfg
