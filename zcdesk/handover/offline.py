"""pyHanko without the network: the place of the HTTP client that it would load is taken.

The library fetches time stamps, certificates and revocation lists through aiohttp, and loads it
with its first module. This program never fetches: aiohttp is not installed with it, and where it
is there for something else it is not loaded.
"""

from __future__ import annotations

import sys
from types import ModuleType


class _NoClient(ModuleType):
    """A module whose every name is a class that cannot be made."""

    def __getattr__(self, name: str) -> type:
        if name.startswith("__"):
            raise AttributeError(name)
        return type(name, (_Absent, Exception), {})


class _Absent:
    def __init__(self, *_: object, **__: object) -> None:
        raise RuntimeError("zcdesk is offline")


def keep_the_network_out() -> None:
    """Take the client's place; to be called before any of pyHanko's modules is loaded."""
    sys.modules.setdefault("aiohttp", _NoClient("aiohttp"))
