"""The vault: applicants' files, encrypted, each found by a keyed hash of what it holds.

A file is a head and chunks of 64 KiB under AES-GCM. Number and end of a chunk are in its nonce,
so that a chunk that is missing, moved or added is found; the file's own key comes from its
address, so that one file put in another's place is found at the first chunk. Equal content has
the equal address and is kept once: no nonce ever meets two contents.
"""

from __future__ import annotations

import hashlib
import hmac
import io
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from zcdesk.domain.errors import KnownError, Unreadable, why

CHUNK = 64 * 1024
Step = Callable[[int], None]
"""Told the bytes of every piece that was read; what it raises ends the work and leaves nothing."""

_TAG = 16
_HEAD = b"ZCVAULT1"
_ADDRESS = re.compile(r"[0-9a-f]{64}")
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Stored:
    """What the vault took in: `key` finds it again, `size` in bytes."""

    key: str
    size: int
    sha256: str


class Vault:
    """The folder `files/` of a session, opened with the 32-byte key of its vault."""

    def __init__(self, folder: Path, key: bytes) -> None:
        if len(key) != _KEY_BYTES:
            raise ValueError("the key of a vault has 32 bytes")
        self._folder = folder
        self._address_key = _derive(key, b"address")
        self._content_key = _derive(key, b"content")

    def put(self, source: Path | bytes | BinaryIO, step: Step | None = None) -> Stored:
        """Take in a file, bytes or a stream that can be read twice from where it stands.

        Unreadable when the source does not let itself be read, KnownError when the disk refuses;
        nothing half-written stays behind. New content is read twice, known content once.
        """
        if isinstance(source, bytes):
            return self._put(io.BytesIO(source), "申报材料", step)
        if not isinstance(source, Path):
            return self._put(source, "申报材料", step)
        try:
            stream = source.open("rb")
        except OSError as error:
            raise Unreadable(f"申报材料“{source.name}”打不开（{why(error)}）。") from error
        with stream:
            return self._put(stream, f"申报材料“{source.name}”", step)

    def tidy(self) -> None:
        """Take away what a crash left half-written; nothing may be put meanwhile."""
        for part in self._folder.glob("*.part"):
            part.unlink(missing_ok=True)

    def get(self, key: str) -> bytes:
        """The whole content; Unreadable when it is not there or was damaged."""
        return b"".join(self.chunks(key))

    def chunks(self, key: str) -> Iterator[bytes]:
        """The content piece by piece, each checked before it is given out."""
        file_key = self._file_key(key)
        try:
            with self._path(key).open("rb") as file:
                if file.read(len(_HEAD)) != _HEAD:
                    raise _damaged(key)
                yield from _opened(file, file_key)
        except InvalidTag:
            raise _damaged(key) from None
        except FileNotFoundError:
            raise Unreadable(f"申报材料（{key[:8]}）不在会议文件夹中，请从备份中恢复。") from None
        except OSError as error:
            raise Unreadable(f"申报材料（{key[:8]}）读不出来（{why(error)}）。") from error

    def __contains__(self, key: str) -> bool:
        return _ADDRESS.fullmatch(key) is not None and self._path(key).is_file()

    def _put(self, stream: BinaryIO, what: str, step: Step | None) -> Stored:
        counted = stream if step is None else _Counted(stream, step)
        try:
            start = stream.tell()
            stored = self._measure(counted)
        except OSError as error:
            raise Unreadable(f"{what}读不出来（{why(error)}）。") from error
        try:
            if stored.key not in self:
                stream.seek(start)
                self._write(counted, stored, what)
        except OSError as error:
            raise KnownError(f"{what}没有存入会议文件夹（{why(error)}）。") from error
        return stored

    def _measure(self, stream: _Readable) -> Stored:
        address = hmac.new(self._address_key, digestmod=hashlib.sha256)
        plain = hashlib.sha256()
        size = 0
        while piece := stream.read(CHUNK):
            address.update(piece)
            plain.update(piece)
            size += len(piece)
        return Stored(address.hexdigest(), size, plain.hexdigest())

    def _write(self, stream: _Readable, stored: Stored, what: str) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._path(stored.key).with_suffix(".part")
        try:
            with part.open("wb") as file:
                file.write(_HEAD)
                digest = _seal(stream, file, self._file_key(stored.key))
                file.flush()
                os.fsync(file.fileno())
            if digest != stored.sha256:
                raise Unreadable(f"{what}在读取时被改动，没有存入，请重新导入。")
            part.replace(self._path(stored.key))
            _sync_folder(self._folder)
        finally:
            part.unlink(missing_ok=True)

    def _file_key(self, key: str) -> bytes:
        if _ADDRESS.fullmatch(key) is None:
            raise Unreadable("申报材料的编号不正确。")
        return _derive(self._content_key, key.encode("ascii"))

    def _path(self, key: str) -> Path:
        return self._folder / key


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


class _Counted:
    """A stream that tells of every piece."""

    def __init__(self, stream: BinaryIO, step: Step) -> None:
        self._stream, self._step = stream, step

    def read(self, size: int, /) -> bytes:
        """The next piece."""
        piece = self._stream.read(size)
        self._step(len(piece))
        return piece


def _seal(stream: _Readable, file: BinaryIO, key: bytes) -> str:
    """Encrypt a stream into a file; the SHA-256 of what was read."""
    cipher, plain, number = AESGCM(key), hashlib.sha256(), 0
    piece = _full(stream, CHUNK)
    while True:
        following = _full(stream, CHUNK)
        plain.update(piece)
        file.write(cipher.encrypt(_nonce(number, last=not following), piece, _HEAD))
        if not following:
            return plain.hexdigest()
        piece, number = following, number + 1


def _opened(file: BinaryIO, key: bytes) -> Iterator[bytes]:
    cipher, number = AESGCM(key), 0
    piece = _full(file, CHUNK + _TAG)
    while True:
        following = _full(file, CHUNK + _TAG)
        yield cipher.decrypt(_nonce(number, last=not following), piece, _HEAD)
        if not following:
            return
        piece, number = following, number + 1


def _full(stream: _Readable, size: int) -> bytes:
    """Read `size` bytes, fewer only at the end: a raw stream may give less at a time."""
    pieces = []
    while size and (piece := stream.read(size)):
        pieces.append(piece)
        size -= len(piece)
    return b"".join(pieces)


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _derive(key: bytes, purpose: bytes) -> bytes:
    return hmac.digest(key, b"zcdesk vault 1|" + purpose, "sha256")


def _damaged(key: str) -> Unreadable:
    return Unreadable(f"申报材料（{key[:8]}）已损坏或被改动，请从备份中恢复。")


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
