"""Signing the minutes by hand on the screen (手写签名): who has, who may, until when.

The strokes go into the archive edition (档案版) alone: the other one names no expert, and a hand is
a name. They are lines on paper; what proves a paper in the file is the signature that follows.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from zcdesk.desk import forms, papers, signing, views
from zcdesk.desk.desk import Desk
from zcdesk.desk.session_fonts import with_session_fonts
from zcdesk.domain.attended import attended, presiding
from zcdesk.domain.errors import KnownError, Refused
from zcdesk.domain.events import HandSignatureWithdrawn, HandSigned
from zcdesk.domain.hand_signature import SECRETARY, SUPERVISOR, HandSignature
from zcdesk.domain.session import Phase
from zcdesk.reports.edition import Edition
from zcdesk.reports.minutes import minutes
from zcdesk.store import hand_signatures

RULE = "hand-signature"
_EVENTS = (HandSigned.__name__, HandSignatureWithdrawn.__name__)


@dataclass(frozen=True, slots=True)
class HandSigner:
    """A line of the signature block, in its order.

    `proof`: what proves this person, in Chinese. `at`: when the signature in force was drawn, local
    time, ISO; empty where there is none.
    """

    id: str
    name: str
    office: str
    proof: str
    at: str = ""


def signers(desk: Desk) -> tuple[HandSigner, ...]:
    """Everybody who has a line in the minutes, with when they signed by hand."""
    signed, staff = _signed_at(desk), desk.case.current.staff
    rounds = desk.case.rounds.values()
    there = attended(desk.case.current.members, desk.case.attendance.values(), rounds)
    first = presiding(there, rounds)
    members = sorted(there, key=lambda member: member is not first)
    lines = [(m.id, m.name, m.role.chinese, "投票密码") for m in members]
    lines += [
        (SECRETARY, staff.secretary, "秘书", "会议口令"),
        (SUPERVISOR, staff.supervisor, "监督员", "开箱口令"),
    ]
    return tuple(HandSigner(*line, signed.get(line[0], "")) for line in lines)


def closed(desk: Desk) -> str:
    """Why nobody can sign by hand any more, or not yet; empty while they can."""
    match desk.case.current_phase:
        case Phase.SEALED:
            pass
        case Phase.HANDED_OVER:
            return "会议已移交，不能再在屏幕上手写签名，请在打印的会议纪要上签。"
        case _:
            return "封存之后才有会议纪要，才能手写签名。"
    if papers.MINUTES_ARCHIVE in signing.last_signed(desk):
        return (
            "会议纪要（档案版）已有电子签名，内容不能再改，手写签名不能再加、重签或撤回，"
            "请在打印的会议纪要上签。"
        )
    return ""


def sign_by_hand(desk: Desk, who: str, secret: str, signature: HandSignature) -> HandSigned:
    """Put somebody's strokes on their line, in place of earlier ones.

    Refused once the minutes are signed in the file, for whoever has no line, and for strokes that
    are no signature; a known error where the secret is not theirs.
    """
    _check_open(desk, who)
    fault = signature.fault()
    if fault is not None:
        raise Refused(RULE, fault.value)
    _prove(desk, who, secret)
    event = HandSigned(who, signature.digest)
    desk.record([event], actor=who, also=lambda db: hand_signatures.put(db, who, signature))
    return event


def withdraw(desk: Desk, who: str, secret: str) -> HandSignatureWithdrawn:
    """Take a signature back: its strokes are wiped. Errors as of `sign_by_hand`."""
    _check_open(desk, who)
    kept = desk.file.hand_signatures().get(who)
    if kept is None:
        raise Refused(RULE, "此人还没有手写签名，不需要撤回。")
    _prove(desk, who, secret)
    event = HandSignatureWithdrawn(who, kept.digest)
    desk.record([event], actor=who, also=partial(hand_signatures.drop, signer=who))
    return event


@with_session_fonts
def minutes_now(desk: Desk) -> bytes:
    """The archive edition as it stands, to be read before signing; nothing is issued."""
    desk.require(Phase.SEALED, Phase.HANDED_OVER)
    return minutes(forms.printable(desk), Edition.ARCHIVE)


def _check_open(desk: Desk, who: str) -> None:
    why = closed(desk)
    if why:
        raise Refused(RULE, why)
    if who not in {each.id for each in signers(desk)}:
        raise Refused(RULE, "此人没有出席会议，会议纪要上没有其签名行。")


def _prove(desk: Desk, who: str, secret: str) -> None:
    if who == SUPERVISOR:
        if not desk.file.secrets.check_holder(SUPERVISOR, secret):
            raise Refused("token", "监督员的开箱口令不正确。")
    elif who == SECRETARY:
        if not _opens(desk, secret):
            raise Refused("passphrase", "会议口令不正确，须由秘书本人输入。")
    else:
        views.check_pin(desk, who, secret)


def _opens(desk: Desk, secret: str) -> bool:
    try:
        return desk.file.passphrases.opened_by(secret) == SECRETARY
    except KnownError:
        return False


def _signed_at(desk: Desk) -> Mapping[str, str]:
    """When each signature in force was drawn, by who drew it."""
    found: dict[str, str] = {}
    for at, name, signer in _told(desk):
        if name == HandSigned.__name__:
            found[signer] = at
        else:
            del found[signer]
    return found


def _told(desk: Desk) -> Iterator[tuple[str, str, str]]:
    for line in desk.file.audit():
        body = json.loads(line.body)
        if body["event"] in _EVENTS:
            yield body["at"], body["event"], body["payload"]["signer"]
