"""The outer layer of encryption (外层加密): none, a spoken password, or the receiver's key.

A spoken password makes a 7z file (AES-256) that 7-Zip opens on any office machine; the receiver's
key an age file (X25519, age-encryption.org). Whatever is inside is a package as it is without.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from zcdesk.domain.errors import Refused

SHORTEST_PASSWORD = 10
_RECIPIENT = re.compile(r"age1[0-9a-z]+")
_GROUPS, _DIGITS = 5, 4
_SPARE = 64 * 1024
# The head of either format, and the rounding up of its last block.


@dataclass(frozen=True, slots=True, repr=False)
class Envelope:
    """What closes a package: a password, a receiver's public key, or neither."""

    password: str = ""
    recipient: str = ""

    def __post_init__(self) -> None:
        if self.password and self.recipient:
            raise Refused("envelope", "口令和接收方公钥只能选一种。")
        if self.password and len(self.password) < SHORTEST_PASSWORD:
            raise Refused("envelope", f"加密口令至少 {SHORTEST_PASSWORD} 个字符。")
        if self.recipient and not is_recipient(self.recipient):
            raise Refused("envelope", "接收方公钥不正确：应为以 age1 开头的一行文字。")

    @property
    def suffix(self) -> str:
        """What is added to a package's file name."""
        return ".7z" if self.password else ".age" if self.recipient else ""

    def largest(self, size: int) -> int:
        """Bytes that `size` bytes take at most inside the envelope."""
        if not self.suffix:
            return size
        # age adds 16 bytes to every 64 KiB; 7z next to nothing.
        return size + size // 4096 + _SPARE


PLAIN = Envelope()


def spoken_password(random: Callable[[int], bytes]) -> str:
    """A new password that can be said over the telephone: 20 digits (66 bits) in groups."""
    number = int.from_bytes(random(16), "big") % 10 ** (_GROUPS * _DIGITS)
    digits = f"{number:0{_GROUPS * _DIGITS}d}"
    return "-".join(digits[at : at + _DIGITS] for at in range(0, len(digits), _DIGITS))


def new_receiver_key() -> tuple[str, str]:
    """A receiver's new key: the text of the key file to guard, the public key to hand out."""
    from pyrage import x25519  # noqa: PLC0415 - only who encrypts loads it

    key = x25519.Identity.generate()
    public = str(key.to_public())
    return f"# public key: {public}\n{key}\n", public


def is_recipient(text: str) -> bool:
    """Whether a text is a receiver's public key (age, X25519)."""
    from pyrage import RecipientError, x25519  # noqa: PLC0415 - as above

    try:
        x25519.Recipient.from_str(text)
    except RecipientError:
        return False
    return _RECIPIENT.fullmatch(text) is not None


# --- closing ----------------------------------------------------------------------------------


def close(
    sink: BinaryIO, envelope: Envelope, name: str, size: int, pieces: Iterator[bytes]
) -> None:
    """Write a file of `size` bytes, given piece by piece, into a sink under this envelope.

    The sink's and the pieces' own errors come out as they are.
    """
    if not envelope.suffix:
        for piece in pieces:
            sink.write(piece)
        return
    told: list[BaseException] = []
    source = cast("BinaryIO", _Source(size, pieces, told))
    guarded = cast("BinaryIO", _Sink(sink, told))
    try:
        if envelope.password:
            _close_with_password(guarded, envelope.password, name, source)
        else:
            _close_for_receiver(guarded, envelope.recipient, source)
    except Exception:
        if not told:
            raise
    # The libraries turn an error of the medium into one of their own, or into none.
    if told:
        raise told[0]


def _close_with_password(sink: BinaryIO, password: str, name: str, source: BinaryIO) -> None:
    import py7zr  # noqa: PLC0415 - a quarter of a second that most starts do without

    filters = [{"id": py7zr.FILTER_COPY}, {"id": py7zr.FILTER_CRYPTO_AES256_SHA256}]
    with py7zr.SevenZipFile(
        sink, "w", password=password, filters=filters, header_encryption=True
    ) as archive:
        archive.writef(source, name)


def _close_for_receiver(sink: BinaryIO, recipient: str, source: BinaryIO) -> None:
    import pyrage  # noqa: PLC0415

    pyrage.encrypt_io(source, sink, [pyrage.x25519.Recipient.from_str(recipient)])


class _Source(io.BufferedIOBase):
    """Pieces as a file that can be read once; 7z asks for its length first."""

    def __init__(self, size: int, pieces: Iterator[bytes], told: list[BaseException]) -> None:
        super().__init__()
        self._size, self._at, self._seek_at = size, 0, 0
        self._pieces, self._told = pieces, told
        self._held = memoryview(b"")

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._seek_at

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        self._seek_at = {io.SEEK_SET: 0, io.SEEK_CUR: self._seek_at}.get(whence, self._size)
        self._seek_at += offset
        return self._seek_at

    def read(self, size: int | None = -1, /) -> bytes:
        if self._seek_at != self._at:
            raise io.UnsupportedOperation("read once, in order")
        wanted = self._size if size is None or size < 0 else size
        try:
            while not self._held and (piece := next(self._pieces, b"")):
                self._held = memoryview(piece)
        except Exception as error:
            self._told.append(error)
            raise
        # Fewer than were asked for, like any raw file: both libraries ask again until nothing comes.
        given, self._held = self._held[:wanted], self._held[wanted:]
        self._at = self._seek_at = self._at + len(given)
        return bytes(given)


class _Sink(io.RawIOBase):
    """A sink that remembers what it failed of."""

    def __init__(self, sink: BinaryIO, told: list[BaseException]) -> None:
        super().__init__()
        self._sink, self._told = sink, told

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._sink.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        return self._sink.seek(offset, whence)

    def write(self, data: object, /) -> int:
        if self._told:
            # What a library still writes while it gives up.
            return len(bytes(data))  # type: ignore[call-overload]
        try:
            return int(self._sink.write(data))  # type: ignore[call-overload]  # any buffer
        except Exception as error:
            self._told.append(error)
            raise
