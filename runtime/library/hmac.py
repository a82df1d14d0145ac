# hmac: RFC 2104, over the digests of hashlib.
import hashlib

from _dbtplan import unsupported

__all__ = ["HMAC", "compare_digest", "digest", "new"]


_NAMES = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512")


def __getattr__(name):
    return unsupported("'hmac." + name + "'")


class HMAC:
    def __init__(self, key, msg=None, digestmod=""):
        if not isinstance(key, bytes):
            raise TypeError(f"key: expected bytes or bytearray, but got {type(key).__name__!r}")
        if not digestmod:
            raise TypeError("Missing required parameter 'digestmod'.")
        if isinstance(digestmod, str):
            name = digestmod.lower().replace("sha-", "sha")
            digestmod = getattr(hashlib, name) if name in _NAMES else unsupported("'" + digestmod + "' of 'hmac'")
        self._make = digestmod
        digest = self._make(b"")
        self.digest_size, self.block_size = digest.digest_size, digest.block_size
        self.name = "hmac-" + digest.name
        if len(key) > self.block_size:
            key = self._make(key).digest()
        self._key, self._taken = key + bytes(self.block_size - len(key)), b""
        if msg is not None:
            self.update(msg)

    def update(self, msg):
        if isinstance(msg, str):
            raise TypeError("Strings must be encoded before hashing")
        self._taken += msg

    def copy(self):
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        return other

    def digest(self):
        inner, outer = (bytes(byte ^ pad for byte in self._key) for pad in (0x36, 0x5C))
        return self._make(outer + self._make(inner + self._taken).digest()).digest()

    def hexdigest(self):
        return self.digest().hex()


def new(key, msg=None, digestmod=""):
    return HMAC(key, msg, digestmod)


def digest(key, msg, digest):
    return HMAC(key, msg, digest).digest()


def compare_digest(a, b):
    if isinstance(a, str) and isinstance(b, str):
        if not (a.isascii() and b.isascii()):
            raise TypeError("comparing strings with non-ASCII characters is not supported")
        return a == b
    for value in (a, b):
        if not isinstance(value, bytes):
            raise TypeError(f"a bytes-like object is required, not '{type(value).__name__}'")
    return a == b
