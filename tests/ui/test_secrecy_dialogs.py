"""The dialogs of slips and of the self-attack: nothing cut off, everything named, within the screen."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from tests.ui.test_accessible import nameless
from tests.ui.test_clipping import clipped, settle, worn  # noqa: F401 - a fixture
from tests.ui.test_slips import Room
from zcdesk.desk.resources import resources_folder
from zcdesk.desk.slips import Batch
from zcdesk.domain.attack import AttackOutcome, Guessing, Probe
from zcdesk.domain.ballot import Round
from zcdesk.ui.look import Look, look
from zcdesk.ui.main_window import MainWindow
from zcdesk.ui.parts import say
from zcdesk.ui.theme import wear
from zcdesk.ui.views.attack_dialog import AttackDialog, AttackResult
from zcdesk.ui.views.round_dialog import RoundDialog
from zcdesk.ui.views.slips_dialog import SlipsDialog
from zcdesk.ui.workplace import Workplace

MEMBERS = tuple(f"P{n:02d}" for n in range(1, 26))
NUMBERS = tuple(f"{n:03d}" for n in range(1, 41))
ALONE = "因回避情形不同，有3种投票券只有一张，持券人可以被认出，其投票不能保密；建议将有关申报人分开单独表决。"


def a_batch() -> Batch:
    """Twenty-five members; six kinds of slips, three of them alone."""
    recused = {"001": MEMBERS[:1], "002": MEMBERS[1:4], "003": MEMBERS[3:5], "004": MEMBERS[:2]}
    vote = Round("1", 1, "", MEMBERS, NUMBERS, recused, slips=True)
    codes = [f"{kind.label}-WWWW-WWWW-WWWW" for kind in vote.classes for _ in range(kind.slips)]
    return Batch(vote, tuple(codes), NUMBERS)


def an_outcome(found: int) -> AttackOutcome:
    """Ten places; the last one with so many traces."""
    probes = [
        Probe(f"第{n}处空闲页和页内空隙", "同一记录中并列的委员与票意，或残留的选票", 0, 12, 12)
        for n in range(9)
    ]
    probes.append(Probe("移交包", "同一行或同一记录中并列的专家与票意", found, 2, 2))
    return AttackOutcome(
        committee="样例评审委员会",
        year=2024,
        rehearsal=True,
        rounds=2,
        head="0" * 64,
        package="移交包.zip",
        probes=tuple(probes),
        guessing=Guessing(25, 16, 72, 7, 0, 6, 6),
        traces=300,
        seen=300,
        left=0,
    )


def dialogs(place: Workplace, folder: Path) -> Iterator[QDialog]:
    """Each dialog at its fullest."""
    opening = RoundDialog(place.bench, place)
    opening.slips.setChecked(True)
    say(opening.alone, ALONE)
    say(opening.warning, ALONE)
    opening.agreed.show()
    opening.apart.show()
    yield opening
    yield SlipsDialog(place.bench, a_batch(), place, printers=Room(folder))
    printing = SlipsDialog(
        place.bench, a_batch(), place, printers=Room(folder, "图文室复合机（三楼东）")
    )
    printing._say("已送往打印机，共 3 页。印坏的可以再印，印坏的纸当场销毁。", "good")
    yield printing
    asking = AttackDialog(place.bench, place)
    say(asking.trouble, "口令不正确，请重新输入。")
    asking.which.setText("样例工程系列高级职称评审委员会2024年度移交包.zip")
    yield asking
    for found in (0, 3):
        yield AttackResult(place.bench, place._reader, an_outcome(found), place)


@pytest.mark.parametrize(("text", "scale"), [("10.5", 1), ("10.5", 1.5), ("28", 1)])
def test_nothing_is_cut_off_and_everything_is_named(
    window: MainWindow,
    qapp_dressed: QApplication,
    worn: None,  # noqa: F811
    qtbot: QtBot,
    tmp_path: Path,
    text: str,
    scale: float,
) -> None:
    if look() != Look.of("light", text):
        wear(qapp_dressed, resources_folder(), Look.of("light", text))
    assert window.workplace is not None
    room = window.screen().availableGeometry()
    tall, wide = (room.height(), room.width()) if scale == 1 else (768 / scale, 1366 / scale)
    found = []
    for dialog in dialogs(window.workplace, tmp_path):
        dialog.open()
        if scale != 1:  # as large as such a screen leaves
            dialog.resize(min(dialog.width(), int(wide) - 16), min(dialog.height(), int(tall) - 16))
        settle()
        name = type(dialog).__name__
        found += [f"{name}: {each}" for each in clipped(dialog)]
        found += [f"{name}: {each} has no name" for each in nameless(dialog)]
        if dialog.height() > tall or dialog.width() > wide:
            found.append(f"{name}: {dialog.size()} is larger than the screen")
        assert dialog.focusWidget() is not None, name
        dialog.reject()
    assert not found, "\n".join(["", *found])
