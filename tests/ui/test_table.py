"""A table of records keeps Qt's contract, sorts and filters itself, and says as little as it can."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtCore import QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from zcdesk.ui.models.table import RECORD, Column, RecordTable


@dataclass(frozen=True, slots=True)
class Thing:
    key: str
    size: int


COLUMNS: tuple[Column[Thing], ...] = (
    Column("名", lambda thing: thing.key),
    Column("大小", lambda thing: str(thing.size), lambda thing: thing.size, numeric=True),
)


@pytest.fixture
def model(qtbot: QtBot) -> RecordTable[Thing]:
    made = RecordTable(COLUMNS, lambda thing: thing.key)
    made.tester = QAbstractItemModelTester(  # type: ignore[attr-defined]
        made, QAbstractItemModelTester.FailureReportingMode.Fatal
    )
    made.set_records([Thing("a", 10), Thing("b", 9), Thing("c", 100)])
    return made


def keys(model: RecordTable[Thing]) -> str:
    return "".join(model.record(row).key for row in range(model.rowCount()))


def test_records_keep_their_order_until_sorted(model: RecordTable[Thing]) -> None:
    assert keys(model) == "abc"
    model.sort(1)
    assert keys(model) == "bac"
    model.sort(1, Qt.SortOrder.DescendingOrder)
    assert keys(model) == "cab"
    model.sort(-1)
    assert keys(model) == "abc"


def test_sorting_moves_what_is_pointed_at(model: RecordTable[Thing]) -> None:
    pointed = QPersistentModelIndex(model.index(0, 0))
    model.sort(1)
    assert pointed.row() == 1
    assert pointed.data(RECORD) == Thing("a", 10)


def test_filter_hides_and_brings_back(model: RecordTable[Thing]) -> None:
    model.filter(lambda thing: thing.size > 9)
    assert keys(model) == "ac"
    assert model.total == 3
    assert model.row_of("b") is None
    model.filter(None)
    assert keys(model) == "abc"


def test_one_change_is_one_changed_row(model: RecordTable[Thing], qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.dataChanged) as told, qtbot.assertNotEmitted(model.modelReset):
        model.put(Thing("b", 8))
    first, last = told.args[0], told.args[1]
    assert (first.row(), last.row()) == (1, 1)
    assert model.index(1, 1).data() == "8"


def test_a_record_that_moves_or_comes_is_put_in_place(model: RecordTable[Thing]) -> None:
    model.sort(1)
    model.put(Thing("b", 1000))
    assert keys(model) == "acb"
    model.put(Thing("d", 1))
    assert keys(model) == "dacb"


def test_numbers_stand_right(model: RecordTable[Thing]) -> None:
    aligned = model.index(0, 1).data(Qt.ItemDataRole.TextAlignmentRole)
    assert aligned & Qt.AlignmentFlag.AlignRight
