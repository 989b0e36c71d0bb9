"""Receiving one package (收件): verified, and what it says; a process of its own loads only this."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from zcdesk.domain.errors import KnownError
from zcdesk.handover.gathered import GatheredPackage, gathered
from zcdesk.handover.opening import NO_SECRETS, Secrets
from zcdesk.handover.verify import examine_package


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file that was not gathered, with the reasons in words."""

    path: Path
    reasons: tuple[str, ...]


Answer = GatheredPackage | LeftOut | Path


def examined(path: Path, secrets: Secrets = NO_SECRETS) -> Answer:
    """A package's rows, the reasons why it is not gathered, or the path of a mere volume."""
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
        return gathered(found, str(path.resolve()))
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError):
        # Signed and recounted, and still not what this version knows how to read.
        return LeftOut(path, ("核验通过，但内容缺项，可能出自别的版本，不能汇总",))
