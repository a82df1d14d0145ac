# hashlib: SHA-384 and SHA-512 (FIPS 180-4), BLAKE2b and BLAKE2s (RFC 7693); the others are C.
import math

from _dbtplan import unsupported

__all__ = ["blake2b", "blake2s", "sha384", "sha512"]


def __getattr__(name):
    return unsupported("'hashlib." + name + "'")


def primes(n):
    found = []
    number = 2
    while len(found) < n:
        if all(number % prime for prime in found):
            found.append(number)
        number += 1
    return found


def cube_root(number):
    low, high = 0, 1 << (number.bit_length() // 3 + 1)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**3 <= number else (low, middle - 1)
    return low


class Taken:
    """What has been taken in; a text that is not encoded is refused as by those in C."""

    def __init__(self, data=b"", *, usedforsecurity=True):
        self._data = b""
        self.update(data)

    def update(self, data):
        if isinstance(data, str):
            raise TypeError("Strings must be encoded before hashing")
        if not isinstance(data, bytes):
            raise TypeError("object supporting the buffer API required")
        self._data += data

    def copy(self):
        other = type(self)()
        other.__dict__.update(self.__dict__)
        return other

    def hexdigest(self):
        return self.digest().hex()


WORD = (1 << 64) - 1
ROUNDS = [cube_root(prime << 192) & WORD for prime in primes(80)]


def rotated(x, n):
    return (x >> n | x << (64 - n)) & WORD


class sha512(Taken):
    name, digest_size, block_size = "sha512", 64, 128
    _start = [math.isqrt(prime << 128) & WORD for prime in primes(8)]

    def digest(self):
        length = len(self._data)
        text = self._data + b"\x80" + b"\0" * ((111 - length) % 128) + (8 * length).to_bytes(16, "big")
        state = self._start
        for at in range(0, len(text), 128):
            state = self._mixed(state, text[at:at + 128])
        return b"".join(word.to_bytes(8, "big") for word in state)[:self.digest_size]

    def _mixed(self, state, block):
        words = [int.from_bytes(block[8 * i:8 * i + 8], "big") for i in range(16)]
        for i in range(16, 80):
            x, y = words[i - 15], words[i - 2]
            early, late = rotated(x, 1) ^ rotated(x, 8) ^ x >> 7, rotated(y, 19) ^ rotated(y, 61) ^ y >> 6
            words.append((words[i - 16] + early + words[i - 7] + late) & WORD)
        a, b, c, d, e, f, g, h = state
        for i in range(80):
            high = h + (rotated(e, 14) ^ rotated(e, 18) ^ rotated(e, 41)) + (e & f ^ ~e & g) + ROUNDS[i] + words[i]
            low = (rotated(a, 28) ^ rotated(a, 34) ^ rotated(a, 39)) + (a & b ^ a & c ^ b & c)
            a, b, c, d, e, f, g, h = (high + low) & WORD, a, b, c, (d + high) & WORD, e, f, g
        return [(old + new) & WORD for old, new in zip(state, (a, b, c, d, e, f, g, h))]


class sha384(sha512):
    name, digest_size = "sha384", 48
    _start = [math.isqrt(prime << 128) & WORD for prime in primes(16)[8:]]


ORDERS = """0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15/14 10 4 8 9 15 13 6 1 12 0 2 11 7 5 3/11 8 12 0 5 2 15 13 10 14 3 6 7 1 9 4
7 9 3 1 13 12 11 14 2 6 5 10 4 0 15 8/9 0 5 7 2 4 10 15 14 1 11 12 6 8 3 13/2 12 6 10 0 11 8 3 4 13 7 5 15 14 1 9
12 5 1 15 14 13 4 10 0 7 6 3 9 2 8 11/13 11 7 14 12 1 3 9 5 0 15 4 8 6 2 10/6 15 14 9 11 3 0 8 12 2 13 7 1 4 10 5
10 2 8 4 7 6 1 5 15 11 9 14 3 12 13 0"""
ORDERS = [[int(i) for i in row.split()] for row in ORDERS.replace("\n", "/").split("/")]
QUARTERS = ((0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
            (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14))


class blake2b(Taken):
    name, digest_size, block_size = "blake2b", 64, 128
    _bits, _rounds, _turns = 64, 12, (32, 24, 16, 63)

    def __init__(self, data=b"", /, *, digest_size=None, key=b"", usedforsecurity=True, **others):
        if key or others:
            return unsupported(f"'{self.name}' with such arguments")
        most = type(self).digest_size
        if digest_size is not None and not 0 < digest_size <= most:
            raise ValueError(f"digest_size must be between 1 and {most} bytes")
        self.digest_size = digest_size or most
        super().__init__(data)

    def _values(self):
        return [math.isqrt(prime << 2 * self._bits) & ((1 << self._bits) - 1) for prime in primes(8)]

    def digest(self):
        size, start = self._bits // 8, self._values()
        state = [start[0] ^ 0x01010000 ^ self.digest_size, *start[1:]]
        blocks = max(1, -(-len(self._data) // self.block_size))
        for i in range(blocks):
            block = self._data[i * self.block_size:(i + 1) * self.block_size]
            taken = min(len(self._data), (i + 1) * self.block_size)
            state = self._mixed(state, start, block + b"\0" * (self.block_size - len(block)), taken, i == blocks - 1)
        return b"".join(word.to_bytes(size, "little") for word in state)[:self.digest_size]

    def _mixed(self, state, start, block, taken, is_last):
        bits, size, mask = self._bits, self._bits // 8, (1 << self._bits) - 1
        words = [int.from_bytes(block[size * i:size * (i + 1)], "little") for i in range(16)]
        v = state + start
        v[12] ^= taken & mask
        if is_last:
            v[14] ^= mask
        for turn in range(self._rounds):
            order = ORDERS[turn % 10]
            for i, (a, b, c, d) in enumerate(QUARTERS):
                for half in (0, 1):
                    v[a] = (v[a] + v[b] + words[order[2 * i + half]]) & mask
                    v[d] = self._rotated(v[d] ^ v[a], self._turns[2 * half], bits, mask)
                    v[c] = (v[c] + v[d]) & mask
                    v[b] = self._rotated(v[b] ^ v[c], self._turns[2 * half + 1], bits, mask)
        return [state[i] ^ v[i] ^ v[i + 8] for i in range(8)]

    def _rotated(self, x, n, bits, mask):
        return (x >> n | x << (bits - n)) & mask


class blake2s(blake2b):
    name, digest_size, block_size = "blake2s", 32, 64
    _bits, _rounds, _turns = 32, 10, (16, 12, 8, 7)
