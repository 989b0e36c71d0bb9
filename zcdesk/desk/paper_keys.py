"""With which key a paper is signed: the session's own, a certificate file, or a token.

The key is opened for one signature and forgotten; no password and no PIN is kept.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from zcdesk.desk import signing
from zcdesk.desk.desk import Desk
from zcdesk.desk.setup import identity
from zcdesk.desk.signing import SignedPaper
from zcdesk.desk.writing import write_whole
from zcdesk.domain.errors import Unreadable
from zcdesk.domain.signing import SigningRole

# Named once more for the window, which knows the desk alone.
from zcdesk.handover.key_token import FoundToken as FoundToken  # noqa: PLC0414
from zcdesk.handover.key_token import token_signer, tokens_behind
from zcdesk.handover.signers import Signer, own_signer, pkcs12_signer


@dataclass(frozen=True, slots=True)
class OwnKey:
    """The key made when the session was set up."""


@dataclass(frozen=True, slots=True)
class FileKey:
    """A certificate file (.p12, .pfx) and its password."""

    path: Path
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TokenKey:
    """A token behind its maker's PKCS#11 library; the labels matter where there are several."""

    library: Path
    pin: str = field(repr=False)
    token: str = ""
    certificate: str = ""


_WRITABLE = 0o222
PaperKey = OwnKey | FileKey | TokenKey


def sign_with(desk: Desk, paper: Path, role: SigningRole, key: PaperKey) -> SignedPaper:
    """Open the key and sign the file in its place. NotSigned or Refused with one sentence.

    A file that cannot be replaced is told before anything is signed: a signature in the log alone
    would keep the person from signing again.
    """
    _check_replaceable(paper)
    with _opened(desk, key) as signer:
        return signing.sign_paper(desk, paper, role, signer)


def tokens_at(library: Path) -> tuple[FoundToken, ...]:
    """The tokens behind a maker's library, with their certificates; no PIN is asked for."""
    return tokens_behind(library)


def next_role(desk: Desk, paper: Path) -> SigningRole | None:
    """Whose turn it is; None where both have signed."""
    done = signing.check_paper(desk, paper).roles
    return next((role for role in SigningRole if role not in done), None)


def export_certificate(desk: Desk, path: Path) -> str:
    """Write the certificate of the session's own key; its fingerprint, to be read aloud."""
    own = identity(desk)
    write_whole(path, own.certificate_pem)
    return own.fingerprint


@contextmanager
def _opened(desk: Desk, key: PaperKey) -> Iterator[Signer]:
    match key:
        case OwnKey():
            yield own_signer(identity(desk))
        case FileKey(path, password):
            yield pkcs12_signer(_read(path), password)
        case TokenKey(library, pin, token, certificate):
            with token_signer(library, pin, token=token, certificate=certificate) as signer:
                yield signer


def _check_replaceable(paper: Path) -> None:
    """Put the file in its own place, as the signed one will be. Unreadable where that fails."""
    try:
        data = paper.read_bytes()
        if not paper.stat().st_mode & _WRITABLE:
            raise Unreadable(f"“{paper.name}”是只读文件，没有签名，请去掉只读属性后重试。")
        with paper.open("r+b"):
            pass
    except FileNotFoundError as error:
        raise Unreadable(f"“{paper.name}”不在原处，没有签名，请查找文件或重新出具。") from error
    except OSError as error:
        raise Unreadable(_busy(paper)) from error
    try:
        write_whole(paper, data)
    except Unreadable as error:
        # Windows refuses to replace a file that a viewer shows, though it may be written to.
        if isinstance(error.__cause__, PermissionError):
            raise Unreadable(_busy(paper)) from error
        raise


def _busy(paper: Path) -> str:
    return (
        f"“{paper.name}”不能改写，没有签名：可能正被 PDF 阅读器等程序打开，或没有写入权限，"
        "请关闭后重试。"
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"无法读取证书文件“{path.name}”：文件不存在或没有权限。") from error
