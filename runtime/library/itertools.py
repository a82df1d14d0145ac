# itertools: several iterations over what can be iterated over once.
from collections import deque

__all__ = ["tee"]


def tee(iterable, n=2, /):
    if n < 0:
        raise ValueError("n must be >= 0")
    items = iter(iterable)
    queues = [deque() for _ in range(n)]

    def of(queue):
        while True:
            if not queue:
                try:
                    item = next(items)
                except StopIteration:
                    return
                for other in queues:
                    other.append(item)
            yield queue.popleft()

    return tuple(of(queue) for queue in queues)
