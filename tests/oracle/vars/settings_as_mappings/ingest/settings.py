import os
from collections import ChainMap, UserDict
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any, Iterator


class SettingsError(Exception):
    """Whatever is wrong with the settings."""


class MissingSetting(SettingsError, KeyError):
    def __init__(self, name: str, *, known: Sequence[str] = ()):
        super().__init__(name)
        self.name = name
        self.known = tuple(known)

    def __str__(self) -> str:
        return f"no setting {self.name!r}, one of {', '.join(sorted(self.known))}"


class WrongSetting(SettingsError, ValueError):
    pass


class Settings(Mapping[str, Any]):
    def __init__(self, values: Mapping[str, Any], **more: Any) -> None:
        self._values = {**values, **more}

    def __getitem__(self, name: str) -> Any:
        try:
            return self._values[name]
        except KeyError:
            raise MissingSetting(name, known=self._values) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class LowerCased(MutableMapping):
    def __init__(self, *args, **kwargs):
        self._store = {}
        self.update(*args, **kwargs)

    def __getitem__(self, key):
        return self._store[key.lower()]

    def __setitem__(self, key, value):
        self._store[key.lower()] = value

    def __delitem__(self, key):
        del self._store[key.lower()]

    def __iter__(self):
        return iter(self._store)

    def __len__(self):
        return len(self._store)


class Columns(Sequence):
    def __init__(self, *names):
        self._names = names

    def __getitem__(self, at):
        return self._names[at]

    def __len__(self):
        return len(self._names)


class Tags(UserDict):
    def __setitem__(self, key, value):
        super().__setitem__(key.strip(), str(value))


def current() -> Settings:
    return Settings({"target": os.getenv("NO_SUCH_TARGET_NAME", "dev"), "threads": 4}, retries=2)


def layered() -> ChainMap:
    env = LowerCased({"TARGET": os.getenv("NO_SUCH_TARGET_NAME", "staging")}, Schema="raw")
    return ChainMap({}, env, current()) | {"owner": "data"}
