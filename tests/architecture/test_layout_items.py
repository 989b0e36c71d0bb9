"""Python holds no item of a layout: Qt deletes some without telling, and gives the address away.

A box of buttons does so each time it lays them out anew; items are no QObjects, so that nothing
tells the binding, which then takes the next object of that address for what lay there.
"""

from __future__ import annotations

import re
from pathlib import Path

_ASKS = re.compile(r"\.(?:itemAt|itemAtPosition|spacerItem|layoutItem)\(")


def asking(sources: dict[str, str]) -> list[str]:
    return sorted(name for name, text in sources.items() if _ASKS.search(text))


def test_nobody_asks_a_layout_for_an_item(root: Path) -> None:
    """A tab bar was once taken for the spacer that had lain at its address."""
    found = {p.name: p.read_text("utf-8") for p in (root / "zcdesk").rglob("*.py")}
    assert asking(found) == []
    assert asking({"a.py": "item = layout.itemAt(0)", "b.py": "layout.count()"}) == ["a.py"]
