"""A folder of dossiers on the screen: what is doubtful is decided by keys and clicks, then it comes in."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from zcdesk.desk import filing
from zcdesk.desk.desk import Desk
from zcdesk.desk.filing import Advance
from zcdesk.ui.bench import Bench
from zcdesk.ui.models.filing import State
from zcdesk.ui.runner import Runner
from zcdesk.ui.views.dossier_import import FilingSteps, FilingWork, in_words
from zcdesk.ui.views.filing_dialog import FilingDialog
from zcdesk.ui.views.filing_report import FilingReport
from zcdesk.ui.views.materials_page import MaterialsPage

FILES: Mapping[str, bytes] = {
    "001 赵志强/申报表.pdf": b"form",
    "001 赵志强/说明.docx": b"PK",
    "002 王小明/学历.pdf": b"degree",
    "002 王小明/论文/1.pdf": b"paper 1",
    "002 王小明/论文/2.pdf": b"paper 2",
    "散页.pdf": b"loose",
    "通知.pdf": b"notice",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    root = tmp_path / "申报材料"
    for name, content in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_bytes(content)
    return root


@pytest.fixture
def dialog(desk: Desk, folder: Path, qapp_dressed: QApplication, qtbot: QtBot) -> FilingDialog:
    made = FilingDialog(desk, filing.plan(desk, folder))
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def listed(dialog: FilingDialog) -> list[str]:
    return [dialog.model.record(row).planned.shown for row in range(dialog.model.rowCount())]


def selected(dialog: FilingDialog) -> list[str]:
    return [line.planned.shown for line in dialog.selected]


def test_the_doubtful_are_decided_by_keys_alone(dialog: FilingDialog, qtbot: QtBot) -> None:
    assert listed(dialog) == [name for name in FILES if not name.startswith("001")]
    assert not dialog.confirm.isEnabled()
    assert dialog._waiting.text() == "还有 5 份待确认"
    assert selected(dialog) == ["002 王小明/学历.pdf"]
    assert dialog.why.text() == "编号是002号钱丽华，但后面写的是“王小明”。"
    qtbot.keyClick(dialog.files, Qt.Key.Key_F)
    assert len(selected(dialog)) == 3  # what lies deeper belongs to the folder
    qtbot.keyClick(dialog.files, Qt.Key.Key_Return)
    assert selected(dialog) == ["散页.pdf"]
    qtbot.keyClick(dialog.files, Qt.Key.Key_Return)  # nobody is proposed: look for somebody
    assert dialog.search.hasFocus()
    qtbot.keyClicks(dialog.search, "shw")
    assert [c.number for c in dialog._people.records] == ["003"]
    qtbot.keyClick(dialog.search, Qt.Key.Key_Return)
    assert selected(dialog) == ["通知.pdf"]
    assert dialog.files.hasFocus()
    qtbot.keyClick(dialog.files, Qt.Key.Key_Delete)
    assert dialog.confirm.isEnabled()
    assert dialog.confirm.text() == "导入 6 份"
    with qtbot.waitSignal(dialog.confirmed) as said:
        qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert said.args == [
        {
            "001 赵志强/申报表.pdf": "001",
            "001 赵志强/说明.docx": "001",
            "002 王小明/学历.pdf": "002",
            "002 王小明/论文/1.pdf": "002",
            "002 王小明/论文/2.pdf": "002",
            "散页.pdf": "003",
        }
    ]


def test_a_folder_is_taken_from_the_inside_out(dialog: FilingDialog, qtbot: QtBot) -> None:
    dialog.files.selectRow(1)
    assert selected(dialog) == ["002 王小明/论文/1.pdf"]
    for count in (2, 3, 5):
        qtbot.mouseClick(dialog.folder, Qt.MouseButton.LeftButton)
        assert len(selected(dialog)) == count


def test_what_was_recognised_can_be_changed_and_the_rest_left_out(
    dialog: FilingDialog, qtbot: QtBot
) -> None:
    qtbot.mouseClick(dialog.rest, Qt.MouseButton.LeftButton)
    assert dialog.model.count(State.LEFT) == 5
    dialog.shown.setCurrentIndex(1)
    dialog.shown.activated.emit(1)
    assert listed(dialog) == ["001 赵志强/申报表.pdf", "001 赵志强/说明.docx"]
    dialog.search.setText("孙")
    qtbot.mouseClick(dialog.give, Qt.MouseButton.LeftButton)
    assert dialog.model.owners() == {
        "001 赵志强/申报表.pdf": "003",
        "001 赵志强/说明.docx": "001",
    }
    assert dialog.confirm.text() == "导入 2 份"


def test_the_same_file_under_two_people_is_said_before_it_comes_in(
    desk: Desk, folder: Path, qapp_dressed: QApplication, qtbot: QtBot
) -> None:
    (folder / "003").mkdir()
    (folder / "003" / "表.pdf").write_bytes(FILES["001 赵志强/申报表.pdf"])
    made = FilingDialog(desk, filing.plan(desk, folder))
    qtbot.addWidget(made)
    assert made.warned.text() == (
        "001号赵志强的“申报表.pdf”、003号孙宏伟的“表.pdf”内容完全相同，请核对是否放错。"
    )
    made.model.decide([each for each in made.model.records if each.number == "003"], "")
    made._settle()
    assert not made.warned.text()


def test_from_the_folder_to_the_report(
    bench: Bench, folder: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = MaterialsPage(bench, Nothing())  # type: ignore[arg-type]
    qtbot.addWidget(page)
    monkeypatch.setattr(bench.pick, "path", folder, raising=False)
    told: list[str] = []
    bench.done.connect(told.append)
    page.import_dossiers()
    dialog = page.findChild(FilingDialog)
    assert dialog is not None
    assert not bench.case.documents
    qtbot.mouseClick(dialog.rest, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert [d.name for d in bench.case.documents["001"]] == ["申报表.pdf", "说明.docx"]
    report = page.findChild(FilingReport)
    assert report is not None
    assert told == [
        "1 位申报人的 2 份材料（6 字节）已归入，1 份须转为 PDF 才能显示，5 份文件未归入。"
    ]
    shown = report.body.toPlainText()
    assert "已归入但不能显示，请转为 PDF 后重新提交（1）\n　001号赵志强：说明.docx" in shown
    assert "未归入的文件（5）" in shown
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "report.pdf"))
    report.printed(printer)
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")


class Nothing:
    """A reader that is never asked for a page."""

    def start(self) -> None:
        """Nothing to start."""

    def __getattr__(self, name: str) -> Any:
        raise AssertionError(name)


def test_an_import_is_cancelled_from_the_window_and_taken_up_again(
    desk: Desk, folder: Path, qapp_dressed: QApplication, qtbot: QtBot
) -> None:
    plan = filing.plan(desk, folder)
    owners = {each.shown: each.number for each in plan.files}
    steps, runner = FilingSteps(), Runner()
    work = FilingWork("导入申报材料", steps)
    qtbot.addWidget(work)
    work.open()
    came: list[filing.Outcome] = []
    count = itertools.count()

    def told(advance: Advance) -> bool:
        if next(count) == 2:
            # The click comes from another thread in life: the flag is all that it sets.
            steps.cancel()
        return steps.tell(advance)

    try:
        runner.run(lambda: filing.file_all(desk, plan, owners, told), came.append, pytest.fail)
        qtbot.waitUntil(lambda: bool(came))
        assert came[0].stopped
        assert came[0].rest == 3
        runner.run(
            lambda: filing.file_all(desk, plan, owners, lambda _: True), came.append, pytest.fail
        )
        qtbot.waitUntil(lambda: len(came) == 2)
    finally:
        runner.stop()
    assert [len(desk.case.documents[n]) for n in ("001", "002")] == [2, 3]
    assert len(came[1].again) == 2


@pytest.mark.parametrize(
    ("done", "spent", "words"),
    [
        (0, 5000, "3 / 12 份　0 字节 / 300 MB"),
        (100 * 2**20, 900, "3 / 12 份　100 MB / 300 MB"),
        (100 * 2**20, 2000, "3 / 12 份　100 MB / 300 MB　50.0 MB/秒　约剩 4 秒"),
        (2**20, 2000, "3 / 12 份　1.0 MB / 300 MB　512 KB/秒　约剩 9 分 58 秒"),
    ],
)
def test_how_far_it_is_in_words(done: int, spent: int, words: str) -> None:
    assert in_words(Advance(3, 12, done, 300 * 2**20, ""), spent) == words
