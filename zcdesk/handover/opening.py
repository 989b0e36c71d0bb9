"""Opening an encrypted package: with the spoken password or the receiver's key, or a sentence."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from typing import BinaryIO, cast

from zcdesk.domain.errors import KnownError
from zcdesk.handover.container import LARGEST

_SEVEN_ZIP = b"7z\xbc\xaf\x27\x1c"
_AGE = b"age-encryption.org/v1\n"
_IDENTITY = re.compile(r"AGE-SECRET-KEY-1[0-9A-Z]+")


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
