"""The outer layer of encryption (外层加密): none, a spoken password, or the receiver's key.

A spoken password makes a 7z file (AES-256) that 7-Zip opens on any office machine; the receiver's
key an age file (X25519, age-encryption.org). Whatever is inside is a package as it is without.
"""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from zcdesk.domain.errors import KnownError, Refused
from zcdesk.handover.container import LARGEST

SHORTEST_PASSWORD = 10
_SEVEN_ZIP = b"7z\xbc\xaf\x27\x1c"
_AGE = b"age-encryption.org/v1\n"
_IDENTITY = re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]+")
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


@dataclass(frozen=True, slots=True, repr=False)
class Secrets:
    """What opens a package: a spoken password, or the text of a receiver's key file."""

    password: str = ""
    key: str = ""


NO_SECRETS = Secrets()


class Locked(KnownError):
    """A package is encrypted, and what was given does not open it. `kind`: 7z or age."""

    def __init__(self, sentence: str, kind: str) -> None:
        super().__init__(sentence)
        self.kind = kind


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


# --- opening ----------------------------------------------------------------------------------


def kind_of(stream: BinaryIO) -> str:
    """7z, age, or nothing where a file is not encrypted in either way."""
    stream.seek(0)
    head = stream.read(len(_AGE))
    return "7z" if head.startswith(_SEVEN_ZIP) else "age" if head == _AGE else ""


def opened(stream: BinaryIO, name: str, secrets: Secrets) -> BinaryIO:
    """What is inside: the stream itself, or a nameless temporary file with the package.

    Locked with one sentence where the password or the key is missing or the wrong one.
    """
    kind = kind_of(stream)
    stream.seek(0)
    if not kind:
        return stream
    if not (secrets.password if kind == "7z" else secrets.key):
        need = "口令" if kind == "7z" else "接收方私钥文件"
        raise Locked(f"“{name}”已加密，打开它需要{need}。", kind)
    inside = cast("BinaryIO", tempfile.TemporaryFile())  # noqa: SIM115 - closed by the caller
    try:
        if kind == "7z":
            _open_with_password(stream, inside, name, secrets.password)
        else:
            _open_with_key(stream, inside, name, secrets.key)
    except BaseException:
        inside.close()
        raise
    inside.seek(0)
    return inside


def _open_with_password(stream: BinaryIO, inside: BinaryIO, name: str, password: str) -> None:
    import py7zr  # noqa: PLC0415 - as above
    from py7zr.io import Py7zIO, WriterFactory  # noqa: PLC0415

    class Bounded(Py7zIO):
        """The one member, written to the temporary file, and no more than a package may be."""

        def write(self, data: bytes | bytearray) -> int:
            if inside.tell() + len(data) > LARGEST:
                raise ValueError("larger than any package")
            return inside.write(data)

        def read(self, size: int | None = None) -> bytes:  # noqa: ARG002 - the library's own names
            return b""

        def seek(self, offset: int, whence: int = 0) -> int:  # noqa: ARG002
            return offset

        def flush(self) -> None:
            inside.flush()

        def size(self) -> int:
            return inside.tell()

    class Factory(WriterFactory):
        def create(self, filename: str) -> Py7zIO:  # noqa: ARG002
            return Bounded()

    try:
        with py7zr.SevenZipFile(stream, "r", password=password) as archive:
            members = archive.list()
            sizes = [each.uncompressed for each in members]
            if len(sizes) == 1 and sizes[0] <= LARGEST:
                archive.extract(targets=[members[0].filename], factory=Factory())
    except OSError:
        raise
    except Exception as error:
        # A wrong password shows as any of a dozen errors of parsing.
        raise Locked(f"“{name}”的口令不正确，或文件已损坏。", "7z") from error
    if len(sizes) != 1 or sizes[0] > LARGEST:
        raise KnownError(f"“{name}”里应当只有一个移交包，内容却不是。")


def _open_with_key(stream: BinaryIO, inside: BinaryIO, name: str, key: str) -> None:
    import pyrage  # noqa: PLC0415

    found = _IDENTITY.findall(key)
    try:
        identities = [pyrage.x25519.Identity.from_str(each) for each in found]
    except pyrage.IdentityError:
        identities = []
    if not identities:
        raise Locked("私钥文件不正确：里面应有以 AGE-SECRET-KEY-1 开头的一行。", "age")
    try:
        pyrage.decrypt_io(stream, inside, identities)
    except (pyrage.DecryptError, OSError) as error:
        raise Locked(f"“{name}”不能用这个私钥打开，或文件已损坏。", "age") from error
