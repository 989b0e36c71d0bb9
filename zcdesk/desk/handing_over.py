"""Handing over (移交): the stick, the package on it, verified where it lies, and the receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from zcdesk.desk import delivery, papers, signing
from zcdesk.desk.delivery import SUBMISSION, Choice
from zcdesk.desk.desk import Desk
from zcdesk.desk.forms import Issued
from zcdesk.desk.result import sealed_entry
from zcdesk.desk.session_fonts import with_session_fonts
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import PackageWritten, PhaseStepped, Printed
from zcdesk.domain.session import Phase
from zcdesk.handover import envelope, media
from zcdesk.handover.check_code import plain_code
from zcdesk.handover.media import Medium
from zcdesk.handover.medium import NotWritten
from zcdesk.handover.opening import NO_SECRETS, Secrets
from zcdesk.handover.package import PackageInfo
from zcdesk.handover.watch import Watch
from zcdesk.reports.edition import Edition
from zcdesk.reports.receipt import HandedFile, HandingOver, receipt
from zcdesk.reports.wording import moment

RECEIPT = "receipt.pdf"
_PAPERS = 4 << 20
_PAPERS_EACH = 64 << 10
# The sample's 40 applicants take 2 MB in all, 14 KB each in the log's record alone; the exact size
# is asked again when the package is made.


def sticks() -> tuple[Medium, ...]:
    """The removable drives to choose from, with room and file system."""
    return media.removable_media()


def room_needed(desk: Desk, choice: Choice = SUBMISSION) -> int:
    """Bytes that the package takes at most, to tell in the list which drive is too small."""
    files = delivery.dossier_files(desk) if choice.dossiers else ()
    held = _PAPERS + _PAPERS_EACH * len(desk.case.applicants)
    held += sum(each.size + 1024 for each in files)
    return choice.envelope.largest(held)


def write_to(
    desk: Desk, medium: Medium, choice: Choice = SUBMISSION, watch: Watch | None = None
) -> PackageInfo:
    """Print the papers and write the package to the top of a drive; `delivery` says what can fail.

    A drive that is too small for the dossiers is refused before any paper is made.
    """
    desk.require(Phase.SEALED, Phase.HANDED_OVER)
    if medium.read_only:
        raise NotWritten(f"移动盘“{medium.label}”是只读的，请打开写保护开关或换一个盘。")
    documents = sum(e.size for e in delivery.dossier_files(desk)) if choice.dossiers else 0
    if medium.free is not None and documents > medium.free:
        raise NotWritten(
            f"移动盘“{medium.label}”剩余 {_in_words(medium.free)}，"
            f"仅申报材料就有 {_in_words(documents)}，放不下，请换一个盘。"
        )
    made = papers.papers(desk)
    made |= signing.signed_or_certified(desk, papers.MINUTES, made[papers.MINUTES])
    return delivery.write_session_package(
        desk, medium.mount, made, choice, watch=watch, medium=medium
    )


def find_again(desk: Desk, among: Sequence[Medium]) -> Path | None:
    """The package written last, on whichever drive it is now: a stick may come back renamed."""
    main, *_ = last_written(desk)
    lying = (each.mount / main.name for each in among)
    return next((path for path in lying if path.is_file()), None)


def hand_over(desk: Desk, package: Path, secrets: Secrets = NO_SECRETS) -> PhaseStepped:
    """Verify the package where it was taken to; only then is the session handed over."""
    return delivery.hand_over(desk, package, secrets)


def last_written(desk: Desk) -> tuple[PackageWritten, ...]:
    """The package written last: its main file, then its volumes. Refused where there is none."""
    last: list[PackageWritten] = []
    for event in delivery.written(desk):
        last = [*last, event] if _is_volume(event) else [event]
    if not last:
        raise Refused("package", "还没有写出移交包。")
    return tuple(last)


def _is_volume(event: PackageWritten) -> bool:
    stem = event.name.split(".")[0]
    return stem[-4:-2] == "-v" and stem[-2:].isdigit()


@with_session_fonts
def hand_over_receipt(desk: Desk) -> Issued:
    """交接单 for the package written last. Refused before the session is handed over."""
    if desk.case.current_phase is not Phase.HANDED_OVER:
        raise Refused("package", "移交包在移动盘上核验通过之后，才能出具交接单。")
    taken = papers.snapshot(desk)
    papers.check_glyphs(taken)
    files = last_written(desk)
    name = files[0].name
    archive = f"{plain_code(sealed_entry(desk).head)}-archive" in name
    handed = HandingOver(
        tuple(HandedFile(each.name, each.size, each.sha256) for each in files),
        Edition.ARCHIVE if archive else Edition.SUBMISSION,
        _closed(name),
        moment(delivery.written_at(desk)),
        _dossiers(files[0].dossiers),
    )
    data = receipt(taken, handed)
    desk.record([Printed(RECEIPT, hashlib.sha256(data).hexdigest())])
    return Issued(RECEIPT, data)


def _dossiers(documents: int) -> str:
    if documents < 0:
        return "未记载"
    return f"随包附有申报材料 {documents} 份（解密后）" if documents else "未附申报材料"


def _closed(name: str) -> str:
    if name.endswith(".7z"):
        return "口令加密（7z，AES-256），口令另行告知"
    if name.endswith(".age"):
        return "以接收方公钥加密（age，X25519）"
    return "不加密"


def spoken_password(desk: Desk) -> str:
    """A new password for a package, to be told apart from it."""
    return envelope.spoken_password(desk.random)


def _in_words(size: int) -> str:
    """A size for a sentence: whole megabytes, at least one."""
    return f"{max(1, -(-size // (1 << 20))):,} MB"
