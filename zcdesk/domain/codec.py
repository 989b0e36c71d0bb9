"""Records to JSON values and back, by their declared types; exact and closed.

Enumerations go by value, dates and partial dates by their ISO form, fractions as "3/4".
"""

from __future__ import annotations

import dataclasses
import datetime
import functools
import json
import types
import typing
from collections.abc import Callable, Mapping
from enum import Enum
from fractions import Fraction
from typing import Any

from zcdesk.domain.dates import PartialDate


def encode(value: object) -> Any:
    """A record as JSON values. TypeError for a type that has no place in a record."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Fraction):
        return str(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, PartialDate):
        return value.iso
    if isinstance(value, tuple | list):
        return [encode(part) for part in value]
    if isinstance(value, Mapping):
        return {_key(key): encode(part) for key, part in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        given = {name: getattr(value, name) for name in _names(type(value))}
        late = _late(type(value))
        return {n: encode(v) for n, v in given.items() if n not in late or v != late[n]}
    raise TypeError(f"no JSON form for {type(value).__name__}")


def canonical(value: object) -> str:
    """The one text of a JSON value: keys sorted, no spaces, Chinese as it is."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def decode(kind: Any, value: Any) -> Any:
    """A JSON value as a record of the declared type; ValueError when it does not fit."""
    try:
        return _decoder(kind)(value)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not a {kind}: {error}") from error


def _key(key: object) -> str:
    return str(key.value) if isinstance(key, Enum) else str(key)


LATE = {"late": True}
"""Metadata of a field that files written earlier do not have: left out at its default."""


@functools.cache
def _late(kind: type) -> Mapping[str, object]:
    fields = typing.cast(Any, dataclasses.fields(kind))
    return {field.name: field.default for field in fields if field.metadata.get("late")}


@functools.cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


@functools.cache
def _decoder(kind: Any) -> Callable[[Any], Any]:  # noqa: PLR0911 - one arm a type
    origin = typing.get_origin(kind)
    if origin in (typing.Union, types.UnionType):
        return _union(typing.get_args(kind))
    if origin is tuple:
        return _tuple(typing.get_args(kind))
    if origin is not None and issubclass(origin, Mapping):
        part = _decoder(typing.get_args(kind)[1])
        return lambda value: {key: part(each) for key, each in value.items()}
    if kind is Any or kind is object:
        return lambda value: value
    if kind is Fraction:
        return _fraction
    if kind is datetime.date:
        return datetime.date.fromisoformat
    if kind is PartialDate:
        return PartialDate.parse
    if issubclass(kind, Enum):
        return typing.cast(Callable[[Any], Any], kind)
    if dataclasses.is_dataclass(kind):
        return _record(typing.cast(type, kind))
    return functools.partial(_plain, kind)


def _plain(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise TypeError(f"{value!r} is not {kind.__name__}")
    return value


def _fraction(value: Any) -> Fraction:
    if not isinstance(value, str):
        raise TypeError("a fraction is written as text")
    return Fraction(value)


def _record(kind: type) -> Callable[[Any], Any]:
    hints = typing.get_type_hints(kind)
    lazy: dict[str, Callable[[Any], Any]] = {}

    def read(value: Any) -> Any:
        # Built at the first use: a score group holds score groups.
        if not lazy:
            lazy.update({name: _decoder(hints[name]) for name in _names(kind)})
        if not set(lazy) - set(_late(kind)) <= set(value) <= set(lazy):
            raise TypeError(f"fields {sorted(value)} are not those of {kind.__name__}")
        return kind(**{name: lazy[name](part) for name, part in value.items()})

    return read


def _tuple(args: tuple[Any, ...]) -> Callable[[Any], Any]:
    if len(args) == 2 and args[1] is Ellipsis:  # noqa: PLR2004 - the shape tuple[X, ...]
        part = _decoder(args[0])
        return lambda value: tuple(part(each) for each in _list(value))
    parts = [_decoder(arg) for arg in args]
    return lambda value: tuple(p(v) for p, v in zip(parts, _list(value), strict=True))


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError("not a list")
    return value


def _union(args: tuple[Any, ...]) -> Callable[[Any], Any]:
    parts = [_decoder(arg) for arg in args if arg is not type(None)]

    def read(value: Any) -> Any:
        if value is None and type(None) in args:
            return None
        for part in parts:
            try:
                return part(value)
            except (KeyError, TypeError, ValueError, AttributeError):
                continue
        raise TypeError(f"{value!r} fits no part")

    return read
