"""Setting up: a new session folder, opening one, people's keys and PINs."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from zcdesk.desk import scheme
from zcdesk.desk.agreement import NOBODY, Agreed, check_two_others
from zcdesk.desk.desk import SECRETARY, SUPERVISOR, Desk
from zcdesk.desk.resources import book_files, shipped_book
from zcdesk.domain.case import ONLY
from zcdesk.domain.errors import Refused
from zcdesk.domain.events import (
    BookText,
    Event,
    KeyEnrolled,
    SeatUnlocked,
    SessionOpened,
    Setup,
    SetupChanged,
)
from zcdesk.domain.session import Phase
from zcdesk.dossiers.vault import Vault
from zcdesk.handover.identity import Identity, make_identity
from zcdesk.rules.book import Book, load_book
from zcdesk.store import places
from zcdesk.store.casefile import CaseFile
from zcdesk.store.keys import KdfCost


@dataclass(frozen=True, slots=True)
class NewSession:
    """A desk just made, and the recovery code that must be printed and put away."""

    desk: Desk
    recovery_code: str


def create(
    folder: Path,
    setup: Setup,
    passphrases: Mapping[str, str],
    *,
    now: Callable[[], datetime.datetime],
    random: Callable[[int], bytes],
) -> NewSession:
    """Make a session folder with its rule book frozen in and a signing key of its own."""
    places.check(folder)
    book = shipped_book(setup.session.rules)
    settings = book.settings(setup.choices, setup.scheme)
    check_setup(setup)
    check_year(setup, book)
    cost = KdfCost.REHEARSAL if setup.rehearsal else KdfCost.STANDARD
    file, recovery = CaseFile.create(folder, passphrases, cost=cost, random=random)
    try:
        identity = make_identity(setup.committee.name, now=now())
        file.secrets.put_identity(identity.to_bytes())
        desk = Desk(file, book, settings, Vault(file.files_folder, file.vault_key), now, random)
        frozen = BookText(book.id, book.sha256, {name: book_files()[name] for name in book.files})
        desk.record([SessionOpened(setup, frozen)])
    except BaseException:
        file.close()
        raise
    return NewSession(desk, recovery)


def open_session(
    folder: Path,
    secret: str,
    *,
    now: Callable[[], datetime.datetime],
    random: Callable[[int], bytes],
) -> Desk:
    """Open a session folder with a passphrase or the recovery code.

    The session is judged by the book frozen into it, whatever this program ships.
    """
    places.check(folder)
    file = CaseFile.open(folder, secret)
    try:
        frozen = file.case.book[ONLY]
        book = load_book(frozen.files, frozen.id)
        settings = book.settings(file.case.current.choices, file.case.current.scheme)
    except BaseException:
        file.close()
        raise
    return Desk(file, book, settings, Vault(file.files_folder, file.vault_key), now, random)


def change_setup(desk: Desk, after: Setup) -> SetupChanged:
    """Change what was set up. The rule book and the rehearsal mark stay."""
    desk.require(Phase.SETUP)
    before = desk.case.current
    if after.rehearsal != before.rehearsal or after.session.rules != before.session.rules:
        raise Refused("setup", "演练标记和规则文件在会议建立后不能更改。")
    settings = desk.book.settings(after.choices, after.scheme)
    check_setup(after)
    check_year(after, desk.book)
    event = SetupChanged(before, after)
    desk.record([event])
    desk.settings = settings
    return event


def check_setup(setup: Setup) -> None:
    """Refuse a set-up that contradicts itself."""
    ids = [member.id for member in setup.members]
    if len(ids) != len(set(ids)):
        raise Refused("unknown-member", "委员编号有重复，请逐一核对委员名单。")
    if any(not member.id.strip() or not member.name.strip() for member in setup.members):
        raise Refused("unknown-member", "委员名单中有人缺少编号或姓名。")
    if not setup.session.meeting_dates:
        raise Refused("session-year", "请填写至少一个会议日期。")
    scheme.check(setup.scheme)


def check_year(setup: Setup, book: Book) -> None:
    """Refuse a review year that the rule book is not made for: there is no fall-back.

    Where the meeting days lie in another year the rule session-year says so first.
    """
    session = setup.session
    if session.review_year != book.review_year and all(
        day.year == session.review_year for day in session.meeting_dates
    ):
        raise Refused(
            "unknown-rules",
            f"规则文件 {book.id} 适用于{book.review_year}年度，"
            f"不能用于{session.review_year}年度的评审。",
        )


def set_pin(
    desk: Desk, member: str, pin: str, *, old: str = "", agreed: Agreed = NOBODY
) -> KeyEnrolled:
    """A member sets the PIN of the ballot on signing in (4 to 12 digits).

    In place of an earlier PIN only with that one (`old`), or where it is lost with the secrets
    of two other people.
    """
    if desk.case.member(member) is None:
        raise Refused("unknown-member", f"委员名单中没有编号“{member}”。")
    if member in desk.file.secrets.with_pin():
        if old:
            desk.file.secrets.check_pin(member, old, tries=desk.book.count("session.pin_tries"))
        else:
            check_two_others(desk, member, agreed)
    if not (pin.isascii() and pin.isdigit() and 4 <= len(pin) <= 12):  # noqa: PLR2004
        raise Refused("pin", "个人密码应为 4 至 12 位数字。")
    event = KeyEnrolled(member)
    desk.record([event], actor=member, also=desk.file.secrets.new_pin(member, pin, old))
    return event


def enrol_holder(
    desk: Desk, holder: str, token: str, *, old: str = "", agreed: Agreed = NOBODY
) -> KeyEnrolled:
    """Chair, vice chair or supervisor sets the token that opens the ballot box.

    In place of an earlier token only with that one (`old`), or where it is lost with the secrets
    of two other people.
    """
    member = desk.case.member(holder)
    if holder != SUPERVISOR and (member is None or not member.presides):
        raise Refused("unknown-member", "只有主任委员、副主任委员和监督员持有开箱口令。")
    if holder in desk.file.secrets.holders():
        if old and not desk.file.secrets.check_holder(holder, old):
            raise Refused("token", "原开箱口令不正确。")
        if not old:
            check_two_others(desk, holder, agreed)
    if len(token) < 6:  # noqa: PLR2004
        raise Refused("token", "开箱口令至少 6 个字符。")
    event = KeyEnrolled(holder)
    desk.record([event], actor=holder, also=desk.file.secrets.new_token(holder, token))
    return event


def enrol_many(desk: Desk, pins: Mapping[str, str], tokens: Mapping[str, str]) -> None:
    """Enrol everybody of a rehearsal in one go."""
    for member, pin in pins.items():
        desk.file.secrets.set_pin(member, pin)
    for holder, token in tokens.items():
        desk.file.secrets.enrol_holder(holder, token)
    events: list[Event] = [KeyEnrolled(holder) for holder in (*pins, *tokens)]
    desk.record(events)


def unlock_seat(
    desk: Desk, member: str, supervisor_token: str, secretary_passphrase: str
) -> SeatUnlocked:
    """Secretary and supervisor together unlock a seat after five wrong tries; the PIN stays."""
    if member not in desk.file.secrets.locked():
        raise Refused("pin", "这个席位没有锁定，不需要解锁。")
    agreed = {SUPERVISOR: supervisor_token, SECRETARY: secretary_passphrase}
    check_two_others(desk, member, agreed)
    event = SeatUnlocked(member, desk.now().date())
    desk.record([event], also=desk.file.secrets.unlocking(member))
    return event


def identity(desk: Desk) -> Identity:
    """The signing key made at set-up."""
    blob = desk.file.secrets.identity()
    if blob is None:
        raise Refused("identity", "会议文件中没有签名密钥。")
    return Identity.from_bytes(blob)
