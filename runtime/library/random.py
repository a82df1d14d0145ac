# random: the Mersenne Twister of a seed that is an int. What no seed determines is not known. The functions of the module
# share one generator, which what one component seeds must not be for another.
# dbtplan: anew for each component
from math import ceil, floor, log

from _dbtplan import unsupported

__all__ = """Random SystemRandom betavariate choice choices expovariate gammavariate gauss getrandbits getstate
lognormvariate normalvariate paretovariate randbytes randint random randrange sample seed setstate shuffle
triangular uniform vonmisesvariate weibullvariate""".split()

WORD = 0xFFFFFFFF
SIZE, MIDDLE = 624, 397


def __getattr__(name):
    return unsupported("'random." + name + "'")


def init(seed):
    state = [seed & WORD]
    for i in range(1, SIZE):
        last = state[-1]
        state.append((1812433253 * (last ^ (last >> 30)) + i) & WORD)
    return state


def init_by_array(key):
    state = init(19650218)
    i, j = 1, 0
    for _ in range(max(SIZE, len(key))):
        last = state[i - 1]
        state[i] = ((state[i] ^ ((last ^ (last >> 30)) * 1664525)) + key[j] + j) & WORD
        i, j = i + 1, (j + 1) % len(key)
        if i == SIZE:
            state[0], i = state[SIZE - 1], 1
    for _ in range(SIZE - 1):
        last = state[i - 1]
        state[i] = ((state[i] ^ ((last ^ (last >> 30)) * 1566083941)) - i) & WORD
        i += 1
        if i == SIZE:
            state[0], i = state[SIZE - 1], 1
    state[0] = 0x80000000
    return state


def twist(state):
    for i in range(SIZE):
        bits = (state[i] & 0x80000000) | (state[(i + 1) % SIZE] & 0x7FFFFFFF)
        state[i] = state[(i + MIDDLE) % SIZE] ^ (bits >> 1) ^ (0x9908B0DF if bits & 1 else 0)


class Random:
    VERSION = 3

    def __init__(self, x=None):
        self.seed(x)

    def seed(self, a=None, version=2):
        self._state, self._at = None, SIZE
        if a is None:
            return
        if not isinstance(a, int):
            return unsupported("a seed that is no int")
        left, key = abs(int(a)), []
        while left:
            key.append(left & WORD)
            left >>= 32
        self._state = init_by_array(key or [0])

    def _word(self):
        if self._state is None:
            return unsupported("what 'random' gives without a seed")
        if self._at == SIZE:
            twist(self._state)
            self._at = 0
        word = self._state[self._at]
        self._at += 1
        word ^= word >> 11
        word ^= (word << 7) & 0x9D2C5680
        word ^= (word << 15) & 0xEFC60000
        return word ^ (word >> 18)

    def __getattr__(self, name):
        return unsupported(f"'{name}' of a Random")

    def random(self):
        high, low = self._word() >> 5, self._word() >> 6
        return (high * 67108864.0 + low) / 9007199254740992.0

    def getrandbits(self, k):
        if k < 0:
            raise ValueError("number of bits must be non-negative")
        bits, have = 0, 0
        while have < k:
            word, take = self._word(), min(32, k - have)
            bits |= (word >> (32 - take)) << have
            have += take
        return bits

    def randbytes(self, n):
        return self.getrandbits(n * 8).to_bytes(n, "little")

    def _below(self, n):
        k = n.bit_length()
        found = self.getrandbits(k)
        while found >= n:
            found = self.getrandbits(k)
        return found

    def randrange(self, start, stop=None, step=1):
        if not all(isinstance(value, int) for value in (start, stop or 0, step)):
            return unsupported("such a call of 'randrange'")
        if stop is None:
            if start > 0:
                return self._below(start)
            raise ValueError("empty range for randrange()")
        if step == 1 and stop > start:
            return start + self._below(stop - start)
        if step == 1:
            raise ValueError(f"empty range for randrange() ({start}, {stop}, {stop - start})")
        if step == 0:
            raise ValueError("zero step for randrange()")
        n = (stop - start + step + (-1 if step > 0 else 1)) // step
        if n <= 0:
            raise ValueError("empty range for randrange()")
        return start + step * self._below(n)

    def randint(self, a, b):
        return self.randrange(a, b + 1)

    def choice(self, seq):
        if not len(seq):
            raise IndexError("Cannot choose from an empty sequence")
        return seq[self._below(len(seq))]

    def shuffle(self, x):
        for i in reversed(range(1, len(x))):
            j = self._below(i + 1)
            x[i], x[j] = x[j], x[i]

    def sample(self, population, k, *, counts=None):
        if counts is not None:
            return unsupported("'counts' of 'sample'")
        if isinstance(population, (set, frozenset, dict)):
            raise TypeError("Population must be a sequence.  For dicts or sets, use sorted(d).")
        n = len(population)
        if not 0 <= k <= n:
            raise ValueError("Sample larger than population or is negative")
        found, small = [], 21
        if k > 5:
            small += 4 ** ceil(log(k * 3, 4))
        if n <= small:
            pool = list(population)
            for i in range(k):
                j = self._below(n - i)
                found.append(pool[j])
                pool[j] = pool[n - i - 1]
            return found
        taken = set()
        for _ in range(k):
            j = self._below(n)
            while j in taken:
                j = self._below(n)
            taken.add(j)
            found.append(population[j])
        return found

    def choices(self, population, weights=None, *, cum_weights=None, k=1):
        n = len(population)
        if weights is None and cum_weights is None:
            return [population[floor(self.random() * (n + 0.0))] for _ in range(k)]
        if cum_weights is not None:
            return unsupported("'cum_weights' of 'choices'")
        sums, total = [], 0
        for weight in weights:
            total += weight
            sums.append(total)
        if len(sums) != n:
            raise ValueError("The number of weights does not match the population")
        if total <= 0.0:
            raise ValueError("Total of weights must be greater than zero")
        found = []
        for _ in range(k):
            at, mark = 0, self.random() * (total + 0.0)
            while at < n - 1 and sums[at] <= mark:
                at += 1
            found.append(population[at])
        return found

    def uniform(self, a, b):
        return a + (b - a) * self.random()


_all = Random()

seed = _all.seed
random = _all.random
uniform = _all.uniform
randint = _all.randint
randrange = _all.randrange
getrandbits = _all.getrandbits
randbytes = _all.randbytes
choice = _all.choice
choices = _all.choices
shuffle = _all.shuffle
sample = _all.sample
