"""Every value that no text at hand confirms has a name for the minutes."""

from __future__ import annotations

from zcdesk.desk.resources import shipped_book
from zcdesk.desk.settings_text import label_of
from zcdesk.domain.citation import Standing


def test_every_unconfirmed_value_has_a_chinese_name() -> None:
    book = shipped_book("shanxi-2024")
    unconfirmed = [k for k, p in book.params.items() if p.standing is not Standing.CONFIRMED]
    assert unconfirmed
    for key in unconfirmed:
        name = label_of(key)
        assert name != key, key
        assert any("一" <= sign <= "鿿" for sign in name), key
