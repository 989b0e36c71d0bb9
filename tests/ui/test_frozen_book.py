"""The set-up of an open session is changed by the book that was frozen into it."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from zcdesk.desk import book_choice, setup
from zcdesk.desk.desk import Desk
from zcdesk.desk.resources import book_files
from zcdesk.domain.events import Setup
from zcdesk.rules.book import load_book
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.views import setup_form as parts
from zcdesk.ui.views.setup_dialog import SetupDialog

ROUNDS = "[voting.max_rounds]\nvalue = "


@pytest.fixture
def desk(tmp_path: Path, the_setup: Setup, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """A session whose book allowed five rounds and called its series by a name of its own."""
    files = book_files()
    files["national-2019.toml"] = files["national-2019.toml"].replace(ROUNDS + "3", ROUNDS + "5")
    files["titles.toml"] = files["titles.toml"].replace("工程技术", "旧制工程")
    seconds = itertools.count()
    start = datetime.datetime(2024, 11, 20, 8, 30)  # noqa: DTZ001 - local time
    with monkeypatch.context() as then:
        then.setattr(setup, "book_files", lambda: files)
        then.setattr(setup, "shipped_book", lambda name: load_book(files, name))
        made = setup.create(
            tmp_path / "case.zcd",
            the_setup,
            {"secretary": "huiyi-kouling"},
            now=lambda: start + datetime.timedelta(seconds=next(seconds)),
            random=lambda n: b"\x07" * n,
        ).desk
    yield made
    made.file.close()


def test_defaults_and_choices_are_those_of_the_session(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    shipped = {each.id: each for each in book_choice.shipped()}["shanxi-2024"]
    assert shipped.book.count("voting.max_rounds") == 3
    place = window.workplace
    assert place is not None
    window.show_page(0)
    qtbot.mouseClick(place.session.change, Qt.MouseButton.LeftButton)
    (dialog,) = place.findChildren(SetupDialog)
    form = dialog.form
    assert form.book.count() == 1
    form.go(parts.SETTINGS)
    card = form.settings.cards["max_rounds"]
    rounds = card.inputs[""]
    assert isinstance(rounds, QLineEdit)
    assert rounds.text() == "5"
    assert "5" in card.question.default_words
    assert "旧制工程" in [form.series.itemText(n) for n in range(form.series.count())]
    # Three is no default here: it is a choice of the session, and kept as one.
    rounds.selectAll()
    qtbot.keyClicks(rounds, "3")
    assert card.back.isVisible()
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert desk.case.current.choices == {"max_rounds": 3}
    assert desk.settings.max_rounds == 3


def test_a_book_that_is_shipped_no_more_can_still_be_set_up(
    window: MainWindow, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(book_choice, "book_files", dict)
    assert book_choice.shipped() == []
    place = window.workplace
    assert place is not None
    window.show_page(0)
    qtbot.mouseClick(place.session.change, Qt.MouseButton.LeftButton)
    (dialog,) = place.findChildren(SetupDialog)
    dialog.form.go(parts.MEETING)
    dialog.form.place.selectAll()
    qtbot.keyClicks(dialog.form.place, "Taiyuan")
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert desk.case.current.session.place == "Taiyuan"
    assert desk.case.current.choices == {}
