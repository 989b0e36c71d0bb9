"""Passphrases (口令) of secretary, chair and supervisor: given, changed, lost, taken away.

Each opens the session. What a loss asks for is the recovery code that was printed at set-up.
"""

from __future__ import annotations

from zcdesk.desk.desk import CHAIR, SECRETARY, SUPERVISOR, Desk
from zcdesk.domain.errors import KnownError, Refused
from zcdesk.domain.events import KeyEnrolled, KeyRemoved
from zcdesk.store.slots import RECOVERY

ROLES = {SECRETARY: "秘书", CHAIR: "主任委员", SUPERVISOR: "监督员"}
"""Whose passphrases there can be."""

SHORTEST = 8
"""Characters of the shortest passphrase that may be set."""


def owners(desk: Desk) -> tuple[str, ...]:
    """Whose passphrases open the session now."""
    return desk.file.passphrases.names()


def give(desk: Desk, role: str, new: str, *, by: str) -> KeyEnrolled:
    """Give a role its first passphrase; `by` is any secret that opens the session."""
    _known(role)
    if role in owners(desk):
        raise Refused("passphrase", f"{ROLES[role]}已有口令，请用更换口令。")
    _opened_by(desk, by)
    return _put(desk, role, new, opener=by)


def change(desk: Desk, role: str, old: str, new: str) -> KeyEnrolled:
    """Change a passphrase: `old` is the present one or, where that is lost, the recovery code."""
    _known(role)
    if role not in owners(desk):
        raise Refused("passphrase", f"{ROLES[role]}还没有口令。")
    if _opened_by(desk, old) not in (role, RECOVERY):
        raise Refused("passphrase", f"这不是{ROLES[role]}的口令，也不是恢复码。")
    return _put(desk, role, new, opener=old)


def take_away(desk: Desk, role: str, *, by: str) -> KeyRemoved:
    """Take a passphrase away, by its owner or with the recovery code; the last one stays."""
    _known(role)
    if role not in owners(desk):
        raise Refused("passphrase", f"{ROLES[role]}还没有口令。")
    if len(owners(desk)) == 1:
        raise Refused("passphrase", "这是唯一的口令，不能撤销。")
    if _opened_by(desk, by) not in (role, RECOVERY):
        raise Refused("passphrase", f"须用{ROLES[role]}的口令或恢复码才能撤销。")
    desk.file.passphrases.drop(role)
    event = KeyRemoved(_entry(role))
    desk.record([event], actor=role)
    return event


def renew_recovery_code(desk: Desk, *, by: str) -> str:
    """A new recovery code, to be printed once and put away; the earlier one opens nothing more.

    `by` is the secretary's passphrase or the present code.
    """
    if _opened_by(desk, by) not in (SECRETARY, RECOVERY):
        raise Refused("passphrase", "须用秘书口令或现有恢复码才能更换恢复码。")
    code = desk.file.passphrases.renew_recovery()
    desk.record([KeyEnrolled(_entry(RECOVERY))])
    return code


def _put(desk: Desk, role: str, new: str, *, opener: str) -> KeyEnrolled:
    if len(new) < SHORTEST:
        raise Refused("passphrase", f"口令至少 {SHORTEST} 个字符。")
    if new == opener or _is_taken(desk, new):
        raise Refused("passphrase", "这个口令已经在用，请另设一个。")
    desk.file.passphrases.put(role, new)
    event = KeyEnrolled(_entry(role))
    desk.record([event], actor=role)
    return event


def _is_taken(desk: Desk, secret: str) -> bool:
    try:
        _opened_by(desk, secret)
    except KnownError:
        return False
    return True


def _opened_by(desk: Desk, secret: str) -> str:
    return desk.file.passphrases.opened_by(secret)


def _known(role: str) -> None:
    if role not in ROLES:
        raise Refused("passphrase", "只有秘书、主任委员和监督员可以有打开会议的口令。")


def _entry(role: str) -> str:
    """How the log names a passphrase, apart from the token of the same person."""
    return f"passphrase:{role}"
