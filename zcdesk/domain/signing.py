"""Who signs a paper in the file (电子签名): the secretary first, then the chair."""

from __future__ import annotations

from enum import Enum


class SigningRole(Enum):
    """In what office a paper is signed; the value is the name of the signature's field."""

    SECRETARY = "secretary"
    CHAIR = "chair"

    @property
    def chinese(self) -> str:
        """The office in Chinese."""
        return {"secretary": "秘书", "chair": "主任委员"}[self.value]
