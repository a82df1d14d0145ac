# heapq: several sorted iterations as one, and the first of many, in CPython's steps: an error tells which items met.
from heapq import heapify, heapreplace

__all__ = ["merge", "nlargest", "nsmallest"]


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


def lift_max(heap, start, at):
    """Up from `at` to its place, in a heap whose first is the largest."""
    item = heap[at]
    while at > start and heap[(at - 1) // 2] < item:
        heap[at] = heap[(at - 1) // 2]
        at = (at - 1) // 2
    heap[at] = item


def sink_max(heap, at):
    """Down from `at` to a leaf, along the larger children, then up to its place."""
    start, item, child = at, heap[at], 2 * at + 1
    while child < len(heap):
        if child + 1 < len(heap) and not heap[child + 1] < heap[child]:
            child += 1
        heap[at], at, child = heap[child], child, 2 * child + 1
    heap[at] = item
    lift_max(heap, start, at)


def heapify_max(heap):
    for at in reversed(range(len(heap) // 2)):
        sink_max(heap, at)


def heapreplace_max(heap, item):
    heap[0] = item
    sink_max(heap, 0)


def first_of(n, iterable, key, ranks, make, replace, is_before):
    items = iter(iterable)
    kept = [(item if key is None else key(item), i, item) for i, item in zip(ranks, items)]
    if not kept:
        return None
    if key is None:
        kept = [pair[:2] for pair in kept]
    make(kept)
    top, last = kept[0][0], n if ranks.step > 0 else -n
    for item in items:
        rank = item if key is None else key(item)
        if is_before(rank, top):
            replace(kept, (rank, last) if key is None else (rank, last, item))
            top, last = kept[0][0], last + ranks.step
    return kept


def takes_all(n, iterable):
    try:
        return n >= len(iterable)
    except TypeError:
        return False


def nsmallest(n, iterable, key=None):
    if n == 1:
        return [min(items, key=key)] if (items := list(iterable)) else []
    if takes_all(n, iterable):
        return sorted(iterable, key=key)[:n]
    kept = first_of(n, iterable, key, range(n), heapify_max, heapreplace_max, lambda rank, top: rank < top)
    return [] if kept is None else [entry[0 if key is None else 2] for entry in sorted(kept)]


def nlargest(n, iterable, key=None):
    if n == 1:
        return [max(items, key=key)] if (items := list(iterable)) else []
    if takes_all(n, iterable):
        return sorted(iterable, key=key, reverse=True)[:n]
    kept = first_of(n, iterable, key, range(0, -n, -1), heapify, heapreplace, lambda rank, top: top < rank)
    return [] if kept is None else [entry[0 if key is None else 2] for entry in sorted(kept, reverse=True)]
