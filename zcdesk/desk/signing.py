"""Signing papers in the file (电子签名), and looking at what was signed.

A signed paper is kept in the session's folder, and its place is in the log: a later print, package
or signature takes up where the last one ended.
"""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zcdesk.desk import forms, papers
from zcdesk.desk.desk import CHAIR, SECRETARY, Desk
from zcdesk.desk.session_fonts import with_session_fonts
from zcdesk.desk.setup import identity
from zcdesk.desk.writing import write_whole
from zcdesk.domain.audit import event_of
from zcdesk.domain.errors import KnownError, Refused, Unreadable
from zcdesk.domain.events import (
    Event,
    HandSignatureWithdrawn,
    HandSigned,
    PaperSigned,
    Printed,
)
from zcdesk.domain.session import Phase
from zcdesk.domain.signing import SigningRole
from zcdesk.handover.identity import fingerprint_of
from zcdesk.handover.signers import NotSigned, Signer, check_certificate, names_in, own_signer
from zcdesk.reports.edition import Edition
from zcdesk.reports.signing_appearance import Stamp, appearance

if TYPE_CHECKING:
    # Named once more for the window, which knows the desk alone.
    from zcdesk.handover.pdf_signatures import PdfSignature as PdfSignature  # noqa: PLC0414
    from zcdesk.handover.pdf_signatures import PdfVerification as PdfVerification  # noqa: PLC0414

_ACTORS = {SigningRole.SECRETARY: SECRETARY, SigningRole.CHAIR: CHAIR}
_REASONS = {
    SigningRole.SECRETARY: "核对无误，秘书认证",
    SigningRole.CHAIR: "审定签发并锁定",
}
_ARCHIVE = (papers.MINUTES_ARCHIVE, forms.EXCEPTIONS_ARCHIVE)
"""Papers to sign that may name experts."""

_REHEARSED = "演练签名，不具效力"


@dataclass(frozen=True, slots=True)
class SignedPaper:
    """What was recorded, and the signed file."""

    event: PaperSigned
    data: bytes


def sign_paper(desk: Desk, paper: bytes | Path, role: SigningRole, signer: Signer) -> SignedPaper:
    """Sign a paper of this session as secretary or, after that, as chair.

    A path is replaced by the signed file; the session keeps a copy of its own. Refused for a paper that this session did not print or
    that was altered since, and for an expert's name in the submission edition (40号令 第二十四条);
    NotSigned where the key or the paper does not allow it. Nothing half-signed is left behind.
    """
    desk.require(Phase.SEALED, Phase.HANDED_OVER)
    data = paper if isinstance(paper, bytes) else _read(paper)
    document = _printed_here(desk, data)
    _check_not_locked(desk, document)
    if hashlib.sha256(data).hexdigest() in outdated(desk):
        raise Refused(
            "hand-signature",
            "这份会议纪要是在手写签名变动之前出具的，没有签名，请重新出具档案版后再签署。",
        )
    archive = document in _ARCHIVE
    if not archive:
        _check_anonymous(desk, signer)
    signed = _signed(desk, data, role, signer, edition=_edition(archive=archive))
    try:
        stored = desk.vault.put(signed)
    except KnownError as error:
        raise NotSigned(
            "签好的文书没有存入会议文件夹（磁盘已满或读写出错），文件保持原样，没有签名。"
        ) from error
    fingerprint = fingerprint_of(signer.certificate)
    event = PaperSigned(document, role, stored.key, stored.sha256, fingerprint)
    desk.record([event], actor=_ACTORS[role])
    if isinstance(paper, Path):
        write_whole(paper, signed)
    return SignedPaper(event, signed)


def signed_papers(desk: Desk) -> dict[str, bytes]:
    """Every signed paper by file name, as it was last signed."""
    return {name: desk.vault.get(event.key) for name, event in last_signed(desk).items()}


def as_signed(desk: Desk, name: str, printed: bytes) -> bytes:
    """These bytes as they were last signed, or as they are.

    A signature is appended: the signed file begins with what was printed. Whoever issues a paper
    again is not left with one that lacks its signatures.
    """
    event = last_signed(desk).get(name)
    if event is None:
        return printed
    signed = desk.vault.get(event.key)
    return signed if signed.startswith(printed) else printed


def last_signed(desk: Desk) -> dict[str, PaperSigned]:
    """The last signature of each paper, by file name."""
    return {event.document: event for event in paper_events(desk) if isinstance(event, PaperSigned)}


def signed_or_certified(desk: Desk, document: str, printed: bytes) -> Mapping[str, bytes]:
    """The paper as last signed; one that never was gets the secretary's certification now.

    The key is the session's own. Where its certificate is not valid today (a session opened again
    after many years), the paper stays unsigned: it can still be printed.
    """
    known = signed_papers(desk)
    if document in known:
        return {document: known[document]}
    own = own_signer(identity(desk))
    try:
        check_certificate(own.certificate, _moment(desk))
    except NotSigned:
        return {}
    return {document: sign_paper(desk, printed, SigningRole.SECRETARY, own).data}


def check_paper(desk: Desk, paper: bytes | Path) -> PdfVerification:
    """The signatures of a paper; trusted are the session's own certificate and those in its log."""
    # The library takes a quarter of a second to load, which most starts do without.
    from zcdesk.handover.pdf_signatures import verify_pdf  # noqa: PLC0415

    data = paper if isinstance(paper, bytes) else _read(paper)
    known = {event.fingerprint for event in paper_events(desk) if isinstance(event, PaperSigned)}
    return verify_pdf(data, known | {identity(desk).fingerprint})


def check_outside(paper: Path) -> PdfVerification:
    """The signatures of any PDF, without a session: no certificate is known beforehand."""
    from zcdesk.handover.pdf_signatures import verify_pdf  # noqa: PLC0415 - as above

    return verify_pdf(_read(paper))


@with_session_fonts
def _signed(
    desk: Desk, data: bytes, role: SigningRole, signer: Signer, *, edition: Edition
) -> bytes:
    from zcdesk.handover.pdf_signing import Statement, sign_pdf  # noqa: PLC0415 - as above

    name, office = _person(desk, role, edition)
    rehearsal, now = desk.case.current.rehearsal, _moment(desk)
    stamp = Stamp(
        name=name,
        office=office,
        at=now.strftime("%Y-%m-%d %H:%M:%S"),
        fingerprint=fingerprint_of(signer.certificate),
        rehearsal=rehearsal,
    )
    reason = f"{_REHEARSED}（{_REASONS[role]}）" if rehearsal else _REASONS[role]
    statement = Statement(
        role, name or office, reason, now, location=desk.case.current.session.place
    )
    return sign_pdf(data, signer, statement, lambda width, height: appearance(stamp, width, height))


def _moment(desk: Desk) -> datetime.datetime:
    """Now with its offset from UTC, which the desk's local time may leave out."""
    return desk.now().astimezone()


def _edition(*, archive: bool) -> Edition:
    return Edition.ARCHIVE if archive else Edition.SUBMISSION


def _person(desk: Desk, role: SigningRole, edition: Edition) -> tuple[str, str]:
    """Name and office of who signs; an expert's name only in the archive's edition."""
    if role is SigningRole.SECRETARY:
        return desk.case.current.staff.secretary, role.chinese
    presiding = papers.snapshot(desk).presiding
    if presiding is None:
        return "", role.chinese
    shown = presiding.name if edition is Edition.ARCHIVE else ""
    return shown, presiding.role.chinese


def _check_anonymous(desk: Desk, signer: Signer) -> None:
    names = names_in(signer.certificate)
    for member in desk.case.current.members:
        if any(member.name in each for each in names):
            raise Refused(
                "expert-name",
                f"报送版不得出现评委姓名，这张证书写有“{member.name}”，"
                "请用会议的签名证书签署，或只签档案版。",
            )


def _check_not_locked(desk: Desk, document: str) -> None:
    """Refuse to begin anew what the chair has locked."""
    last = last_signed(desk).get(document)
    if last is not None and last.role is SigningRole.CHAIR:
        raise Refused("signing", "主任委员已经签发并锁定了这份文书，不能再加签名。")


def _printed_here(desk: Desk, data: bytes) -> str:
    """File name of the paper with these bytes in the log; Refused where there is none."""
    digest = hashlib.sha256(data).hexdigest()
    for event in paper_events(desk):
        if event.sha256 == digest:
            return event.document
    raise Refused("signing", "这份文件不是本次会议出具的，或出具之后被改动过，不能签名。")


def paper_events(desk: Desk) -> list[Printed | PaperSigned]:
    """What was printed and signed, in order."""
    events = _events(desk, (Printed, PaperSigned))
    return [event for event in events if isinstance(event, Printed | PaperSigned)]


def outdated(desk: Desk) -> frozenset[str]:
    """Digests of archive minutes printed before the last signature by hand came or went."""
    now, before = set[str](), set[str]()
    for event in _events(desk, (Printed, HandSigned, HandSignatureWithdrawn)):
        if not isinstance(event, Printed):
            before, now = before | now, set()
        elif event.document == papers.MINUTES_ARCHIVE:
            now.add(event.sha256)
    return frozenset(before - now)


def _events(desk: Desk, kinds: tuple[type[Event], ...]) -> Iterator[Event]:
    """The events of these kinds, in order; the rest of a long log is left as text."""
    names = {kind.__name__ for kind in kinds}
    bodies = (json.loads(line.body) for line in desk.file.audit())
    return (event_of(b["event"], b["payload"]) for b in bodies if b["event"] in names)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unreadable(f"无法读取“{path.name}”：文件不存在或没有权限。") from error
