"""The check code (校验码): what ties a paper, a package and a session to one audit head."""

from __future__ import annotations

_DIGITS = 16
_GROUP = 4


def check_code(audit_head: str) -> str:
    """The first 16 hex digits of the audit head in groups of four, for the eye."""
    plain = plain_code(audit_head)
    return " ".join(plain[at : at + _GROUP] for at in range(0, _DIGITS, _GROUP))


def plain_code(audit_head: str) -> str:
    """The same digits as file names carry them: lower case, no gaps."""
    return audit_head[:_DIGITS].lower()
