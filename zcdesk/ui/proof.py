"""What can be done about a fact's proof: the words of marks, menus and keys."""

from __future__ import annotations

from enum import Enum


class Proof(Enum):
    """What can be done about a fact's proof, in the words of the menu."""

    OPEN = "打开所钉的页"
    PIN = "钉住本页"
    FRAME = "框出一块钉住…"
    UNPIN = "取消钉住"
    TICK = "标为已核"
