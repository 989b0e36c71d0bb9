"""What an update appended to a PDF has changed: which pages, which attachments, in Chinese.

The file as it was signed is still there, at the start of the file as it is: both are read and
compared by what they show. A signature's own field is left out, for signing fills it.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader

_UP = ("/Parent", "/P", "/StructParents", "/StructParent")
"""Keys that lead back up or number things: no part of what a page shows."""
_DEEP = 60
_MOST_PAGES = 20


def changed_since(before: bytes, after: bytes) -> tuple[str, ...]:
    """What differs between the file as it was signed and as it is; empty where it is not known."""
    try:
        old, new = _Shown(before), _Shown(after)
        pages = tuple(_pages(old.pages, new.pages))
        files = tuple(_files(old.files, new.files))
    except Exception:
        # Whatever a stranger appended: that there are changes is told without this.
        return ()
    return pages + files


def _pages(old: Sequence[str], new: Sequence[str]) -> Iterator[str]:
    if len(old) != len(new):
        yield f"页数由 {len(old)} 变为 {len(new)}"
    other = [n for n, (a, b) in enumerate(zip(old, new, strict=False), 1) if a != b]
    if other:
        more = f"等 {len(other)} 页" if len(other) > _MOST_PAGES else ""
        yield f"第 {'、'.join(str(n) for n in other[:_MOST_PAGES])} 页{more}"


def _files(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    for name in dict.fromkeys([*old, *new]):
        if name not in new:
            yield f"附件“{name}”被删去"
        elif name not in old:
            yield f"附件“{name}”是后加的"
        elif old[name] != new[name]:
            yield f"附件“{name}”被调换"


class _Shown:
    """Digests of what a file shows: each page, and each attachment by name."""

    def __init__(self, data: bytes) -> None:
        reader = PdfFileReader(io.BytesIO(data), strict=False)
        self._known: dict[object, str] = {}
        self.pages = [self._page(page) for page in _leaves(reader.root["/Pages"], 0)]
        names = _of(reader.root, "/Names", {})
        self.files = dict(self._attached(_of(names, "/EmbeddedFiles", {}), 0))

    def _page(self, page: Any) -> str:
        shown = {key: page.raw_get(key) for key in page if key not in (*_UP, "/Annots")}
        annotations = [a for a in _each(_of(page, "/Annots", ())) if _of(a, "/FT", None) != "/Sig"]
        parts = [f"{key}{self._digest(shown[key], 0)}" for key in sorted(shown)]
        parts += [self._digest(each, 0) for each in annotations]
        return _hash("".join(parts).encode())

    def _attached(self, node: Any, depth: int) -> Iterator[tuple[str, str]]:
        """A name tree of attachments (ISO 32000-1, 7.9.6)."""
        if depth > _DEEP:
            return
        for kid in _each(_of(node, "/Kids", ())):
            yield from self._attached(kid, depth + 1)
        listed = _of(node, "/Names", ())
        for place in range(0, len(listed) - 1, 2):
            yield str(listed[place]), self._digest(listed[place + 1]["/EF"]["/F"], 0)

    def _digest(self, thing: Any, depth: int) -> str:
        if depth > _DEEP:
            return "…"
        if isinstance(thing, generic.IndirectObject):
            key = thing.reference
            if key not in self._known:
                self._known[key] = "↺"
                self._known[key] = self._digest(thing.get_object(), depth + 1)
            return self._known[key]
        if isinstance(thing, generic.DictionaryObject):
            keys = sorted(key for key in thing if key not in _UP and key != "/Length")
            parts = [f"{key}{self._digest(thing.raw_get(key), depth + 1)}" for key in keys]
            ink = thing.encoded_data if isinstance(thing, generic.StreamObject) else b""
            return _hash("".join(parts).encode() + bytes(ink))
        if isinstance(thing, generic.ArrayObject):
            parts = [self._digest(thing.raw_get(n), depth + 1) for n in range(len(thing))]
            return _hash("|".join(parts).encode())
        return repr(thing)


def _leaves(node: Any, depth: int) -> Iterator[Any]:
    """The pages below a node of the page tree, in order."""
    if _of(node, "/Type", None) == "/Page" or "/Kids" not in node or depth > _DEEP:
        yield node
        return
    for kid in _each(node["/Kids"]):
        yield from _leaves(kid, depth + 1)


def _of(node: Any, key: str, other: object) -> Any:
    """What a dictionary has under a key itself, where it names it by reference."""
    # The library's own `get` gives the reference.
    return node[key] if key in node else other  # noqa: SIM401


def _each(array: Any) -> Iterator[Any]:
    """The things in an array themselves, where it names them by reference."""
    return (array[place] for place in range(len(array)))


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
