"""Receiving one package (收件): verified, and what it says; a process of its own loads only this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from zcdesk import __version__
from zcdesk.domain.errors import KnownError, Unreadable
from zcdesk.handover.gathered import GatheredPackage, gathered

# Named once more for the window, which knows the desk alone.
from zcdesk.handover.opening import NO_SECRETS as NO_SECRETS  # noqa: PLC0414
from zcdesk.handover.opening import Secrets as Secrets  # noqa: PLC0414
from zcdesk.handover.verify import examine_package, sha256_of

_LARGEST_KEY = 1 << 16


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that was not gathered, with the reasons in words."""

    path: Path
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OnFile:
    """A file that is on file already, byte for byte, under a package's name."""

    path: Path
    name: str


def read_key(path: Path) -> str:
    """The text of a receiver's key file; Unreadable where there is none."""
    try:
        if path.stat().st_size > _LARGEST_KEY:
            raise Unreadable(f"“{path.name}”不是私钥文件。")
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(f"无法读取私钥文件“{path.name}”。") from error


Answer = GatheredPackage | LeftOut | OnFile | Path
NOTHING_KNOWN: Mapping[str, str] = {}


def examined(
    path: Path, secrets: Secrets = NO_SECRETS, known: Mapping[str, str] = NOTHING_KNOWN
) -> Answer:
    """A package's rows, the reasons why it is not gathered, or the path of a mere volume.

    `known`: packages by the SHA-256 of their files; what this program has verified before, byte
    for byte, is not verified again.
    """
    try:
        sha256 = sha256_of(path) if path.is_file() else ""
    except OSError:
        sha256 = ""  # the sentence about it comes below
    if sha256 in known:
        return OnFile(path, known[sha256])
    try:
        found = examine_package(path, secrets)
    except KnownError as error:
        return LeftOut(path, (error.sentence,))
    wrong = [line for line in found.verification.lines if not line.ok]
    if wrong:
        sentences = (f"{e.title}：{e.file} {e.detail}".replace("： ", "：") for e in wrong)
        return LeftOut(path, tuple(sentences))
    if found.volume:
        return path
    try:
        whole = "" if found.has_volumes else sha256
        return gathered(found, str(path.resolve()), whole, __version__)
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError):
        # Signed and recounted, and still not what this version knows how to read.
        return LeftOut(path, ("核验通过，但内容缺项，可能出自别的版本，不能汇总",))
