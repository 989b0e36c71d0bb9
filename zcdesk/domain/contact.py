"""Where objections and questions go (受理部门), as the notices print it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Contact:
    """An office that answers; an empty field is a line to write on."""

    office: str = ""
    phone: str = ""
    address: str = ""


NO_CONTACT = Contact()
