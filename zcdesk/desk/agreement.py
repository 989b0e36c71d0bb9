"""Two other people agree: what replaces a secret that its owner has lost."""

from __future__ import annotations

from collections.abc import Mapping

from zcdesk.desk.desk import SECRETARY, SUPERVISOR, Desk
from zcdesk.domain.errors import KnownError, Refused

Agreed = Mapping[str, str]
"""Who agrees, with what proves it: the secretary's passphrase, the token of a presider or supervisor."""

NOBODY: Agreed = {}


def check_two_others(desk: Desk, owner: str, agreed: Agreed) -> None:
    """Refused unless exactly two people other than the owner of a secret prove themselves."""
    if len(agreed) != 2 or owner in agreed:  # noqa: PLR2004 - two people
        raise Refused(
            "two-others",
            "已设置过口令：更换须输入原口令；原口令遗失的，须由另外两人"
            "（秘书、监督员、主任委员、副主任委员中的两人）共同同意。",
        )
    for who, secret in agreed.items():
        if not _proves(desk, who, secret):
            raise Refused("token", f"{_named(desk, who)}的口令不正确。")


def _proves(desk: Desk, who: str, secret: str) -> bool:
    if who == SECRETARY:
        try:
            return desk.file.passphrases.opened_by(secret) == SECRETARY
        except KnownError:
            return False
    return desk.file.secrets.check_holder(who, secret)


def _named(desk: Desk, who: str) -> str:
    names = {SECRETARY: "秘书", SUPERVISOR: "监督员"}
    member = desk.case.member(who)
    return names.get(who) or (member.role.chinese if member else who)
