# heapq: several sorted iterations as one.

__all__ = ["merge"]


def merge(*iterables, key=None, reverse=False):
    heads = []
    for items in map(iter, iterables):
        for item in items:
            heads.append((item, items))
            break
    while heads:
        ranks = [item if key is None else key(item) for item, _ in heads]
        at = ranks.index((max if reverse else min)(ranks))
        item, items = heads[at]
        yield item
        for following in items:
            heads[at] = following, items
            break
        else:
            del heads[at]
