# graphlib: the order of what depends on each other.
from _dbtplan import unsupported

__all__ = ["TopologicalSorter", "CycleError"]


def __getattr__(name):
    return unsupported("'graphlib." + name + "'")


class CycleError(ValueError):
    pass


class TopologicalSorter:
    def __init__(self, graph=None):
        self._before, self._after, self._ready, self._has_sets = {}, {}, None, False
        for node, predecessors in (graph or {}).items():
            is_set = isinstance(predecessors, (set, frozenset)) and len(predecessors) > 1
            if is_set and not all(isinstance(predecessor, int) for predecessor in predecessors):
                self._has_sets, predecessors = True, sorted(predecessors)
            self.add(node, *predecessors)

    def _know(self, node):
        if node not in self._before:
            self._before[node], self._after[node] = 0, []

    def add(self, node, *predecessors):
        if self._ready is not None:
            raise ValueError("Nodes cannot be added after a call to prepare()")
        self._know(node)
        self._before[node] += len(predecessors)
        for predecessor in predecessors:
            self._know(predecessor)
            self._after[predecessor].append(node)

    def prepare(self):
        if self._ready is not None:
            raise ValueError("cannot prepare() more than once")
        self._ready = [node for node, count in self._before.items() if count == 0]
        cycle = self._cycle()
        if cycle and self._has_sets:
            return self._any_order()
        if cycle:
            raise CycleError("nodes are in a cycle", cycle)
        self._left, self._given = dict(self._before), set()

    def _cycle(self):
        """A cycle, as the real one finds it: depth first along what depends on a node."""
        seen, path, place = set(), [], {}
        for start in self._after:
            if start in seen:
                continue
            node, rests = start, []
            while True:
                if node in seen:
                    if node in place:
                        return path[place[node]:] + [node]
                else:
                    seen.add(node)
                    rests.append(iter(self._after[node]))
                    place[node] = len(path)
                    path.append(node)
                following = None
                while path:
                    following = next(rests[-1], self)
                    if following is not self:
                        break
                    place.pop(path.pop())
                    rests.pop()
                if not path:
                    break
                node = following
        return None

    def _any_order(self):
        return unsupported("the order of a set (Python has another in each process; 'sorted' fixes it)")

    def get_ready(self):
        if self._ready is None:
            raise ValueError("prepare() must be called first")
        found, self._ready = tuple(self._ready), []
        if self._has_sets and len(found) > 1:
            return self._any_order()
        self._given.update(found)
        return found

    def is_active(self):
        if self._ready is None:
            raise ValueError("prepare() must be called first")
        return bool(self._given) or bool(self._ready)

    def __bool__(self):
        return self.is_active()

    def done(self, *nodes):
        if self._ready is None:
            raise ValueError("prepare() must be called first")
        for node in nodes:
            if node not in self._given:
                return unsupported("'done' of a node that was not given")
            self._given.discard(node)
            for following in self._after[node]:
                self._left[following] -= 1
                if self._left[following] == 0:
                    self._ready.append(following)

    def static_order(self):
        self.prepare()
        while self.is_active():
            group = self.get_ready()
            yield from group
            self.done(*group)
